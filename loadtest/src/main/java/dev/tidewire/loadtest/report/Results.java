package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.measure.Counter;
import dev.tidewire.loadtest.measure.Counts;
import dev.tidewire.loadtest.measure.Latency;
import dev.tidewire.loadtest.measure.ProcessUsage;
import dev.tidewire.loadtest.scenario.Findings;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.Reading;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Makes a result from what a run has found. */
public final class Results {
  private static final double MILLI = 1e3;
  private static final double NANOS_PER_MICRO = 1e3;

  private Results() {}

  /**
   * What a run is about.
   *
   * @param experiment reports put runs of the same experiment side by side
   * @param x which point of a growth curve this run is
   * @param label what reports call it
   */
  public record Subject(
      String experiment,
      @Nullable Double x,
      String label,
      String scenario,
      String peer,
      String startedAt,
      Map<String, String> settings,
      Map<String, String> environment) {}

  public static Result of(Subject subject, Plan plan, Findings findings) {
    Map<String, Result.LatencyFigures> latencies = latencies(findings);
    Result.Rates rates = rates(plan, findings);
    return new Result(
        Result.SCHEMA,
        subject.experiment(),
        subject.x(),
        subject.label(),
        subject.scenario(),
        subject.peer(),
        subject.startedAt(),
        subject.settings(),
        subject.environment(),
        rates,
        checks(plan, findings),
        latencies,
        target(plan, findings),
        Verdict.of(plan, findings),
        counts(findings.counts()),
        findings.reasons(),
        findings.seconds(),
        List.of());
  }

  private static Result.Rates rates(Plan plan, Findings findings) {
    Reading from = findings.measureFrom().orElse(null);
    Reading to = findings.measureTo().orElse(null);
    double connects = connectsPerSecond(findings);
    if (from == null || to == null) {
      return new Result.Rates(0, null, 0, 0, 0, null, null, connects, null);
    }
    double seconds = to.secondsSince(from);
    Counts counts = to.counts().since(from.counts());
    long deliveries = deliveries(counts);
    double rate = plan.load().rate();
    return new Result.Rates(
        seconds,
        Double.isInfinite(rate) ? null : rate,
        counts.get(Counter.PUBLISHED) / seconds,
        deliveries / seconds,
        counts.get(Counter.BYTES) / seconds,
        perDelivery(counts, Counter.BYTES),
        perDelivery(counts, Counter.MESSAGE_BYTES),
        connects,
        perDelivery(counts, Counter.READS));
  }

  private static @Nullable Double perDelivery(Counts counts, Counter counter) {
    long deliveries = deliveries(counts);
    return deliveries == 0 ? null : counts.get(counter) / (double) deliveries;
  }

  private static double connectsPerSecond(Findings findings) {
    Reading start = findings.connecting().orElse(null);
    Reading connected = findings.connected().orElse(null);
    return start == null || connected == null
        ? 0
        : connected.counts().get(Counter.CONNECTS) / connected.secondsSince(start);
  }

  private static long deliveries(Counts counts) {
    return counts.get(Counter.DELIVERIES) + counts.get(Counter.SLOW_DELIVERIES);
  }

  private static Result.Checks checks(Plan plan, Findings findings) {
    Counts counts = findings.counts();
    long owed = findings.audit().owed();
    long missing = findings.audit().missing();
    return new Result.Checks(
        owed,
        missing,
        owed == 0 ? 1 : (owed - missing) / (double) owed,
        findings.audit().affected(),
        counts.get(Counter.DUPLICATES),
        counts.get(Counter.REORDERED),
        counts.get(Counter.MISROUTED),
        counts.get(Counter.VIOLATIONS),
        counts.get(Counter.UNRECOVERED),
        Math.max(0, plan.load().connections() - findings.readyAtEnd()));
  }

  private static Result.@Nullable TargetFigures target(Plan plan, Findings findings) {
    if (findings.processes().isEmpty()) {
      return null;
    }
    Reading start = findings.start().orElse(null);
    Reading connecting = findings.connecting().orElse(null);
    Reading settled = findings.settled().orElse(null);
    Reading idle = findings.idle().orElse(settled);
    Busy busy = Busy.of(findings);
    return new Result.TargetFigures(
        plan.target().metrics().isEmpty() ? findings.processes() : List.of(),
        connecting == null || settled == null ? null : connectMicros(connecting, settled),
        start == null || idle == null ? null : bytesPerConnection(start, idle),
        settled == null || findings.idle().isEmpty() ? null : cores(settled, findings.idle().get()),
        busy.cores(),
        busy.systemShare(),
        busy.microsPerDelivery(),
        Trend.bytesPerHour(findings.seconds()).orElse(null),
        start == null ? 0 : start.target().residentBytes(),
        idle == null ? 0 : idle.target().residentBytes(),
        peak(findings));
  }

  /** Seconds are seen by the collector, and a short run may have none. */
  private static long peak(Findings findings) {
    return Stream.of(findings.settled(), findings.idle(), findings.measureTo())
        .flatMap(Optional::stream)
        .mapToLong(reading -> reading.target().residentBytes())
        .reduce(findings.peakBytes(), Math::max);
  }

  /** The CPU of the measured time, if it can be told: not of a server that was restarted in it. */
  private record Busy(
      @Nullable Double cores, @Nullable Double systemShare, @Nullable Double microsPerDelivery) {
    static Busy of(Findings findings) {
      Reading from = findings.measureFrom().orElse(null);
      Reading to = findings.measureTo().orElse(null);
      if (from == null || to == null) {
        return new Busy(null, null, null);
      }
      ProcessUsage used = to.target().since(from.target());
      if (!from.processes().equals(to.processes()) || used.cpuNanos() <= 0) {
        return new Busy(null, null, null);
      }
      long deliveries = deliveries(to.counts().since(from.counts()));
      return new Busy(
          Results.cores(from, to),
          used.systemNanos() == 0 ? null : used.systemNanos() / (double) used.cpuNanos(),
          deliveries == 0 ? null : used.cpuNanos() / NANOS_PER_MICRO / deliveries);
    }
  }

  private static @Nullable Double connectMicros(Reading from, Reading settled) {
    long connects = settled.counts().get(Counter.CONNECTS);
    long nanos = settled.target().since(from.target()).cpuNanos();
    return connects == 0 ? null : nanos / NANOS_PER_MICRO / connects;
  }

  private static @Nullable Double bytesPerConnection(Reading start, Reading idle) {
    long connects = idle.counts().get(Counter.CONNECTS);
    long grown = idle.target().residentBytes() - start.target().residentBytes();
    return connects == 0 ? null : grown / (double) connects;
  }

  private static double cores(Reading from, Reading to) {
    return to.target().since(from.target()).cpuNanos() / 1e9 / to.secondsSince(from);
  }

  private static Map<String, Long> counts(Counts counts) {
    Map<String, Long> shown = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      shown.put(counter.name().toLowerCase(Locale.ROOT), counts.get(counter));
    }
    return shown;
  }

  private static Map<String, Result.LatencyFigures> latencies(Findings findings) {
    Map<String, Result.LatencyFigures> figures = new LinkedHashMap<>();
    for (Latency latency : Latency.values()) {
      Histogram histogram = findings.latencies().total(latency);
      if (histogram.getTotalCount() > 0) {
        figures.put(latency.key(), figures(histogram));
      }
    }
    return figures;
  }

  static Result.LatencyFigures figures(Histogram histogram) {
    return new Result.LatencyFigures(
        histogram.getTotalCount(),
        histogram.getMinValue() / MILLI,
        histogram.getMean() / MILLI,
        histogram.getValueAtPercentile(50) / MILLI,
        histogram.getValueAtPercentile(90) / MILLI,
        histogram.getValueAtPercentile(99) / MILLI,
        histogram.getValueAtPercentile(99.9) / MILLI,
        histogram.getMaxValue() / MILLI,
        encoded(histogram));
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }
}
