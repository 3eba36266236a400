package dev.tidewire.loadtest.report;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of a result by the names that thresholds and tables use. */
public final class Figures {
  private final Map<String, Double> values = new TreeMap<>();

  private Figures() {}

  /** All figures of a result. Durations are in milliseconds, sizes in bytes, shares from 0 to 1. */
  public static Figures of(Result result) {
    Figures figures = new Figures();
    result.latencies().forEach(figures::latency);
    figures.rates(result.rates());
    figures.checks(result.checks());
    Result.TargetFigures target = result.target();
    if (target != null) {
      figures.target(target);
    }
    figures.put("generator.loop", result.generator().busiestLoop());
    figures.put("generator.stolen", result.generator().stolenShare());
    figures.put("connect.failures", (double) result.counts().getOrDefault("connect_failures", 0L));
    return figures;
  }

  private void latency(String key, Result.LatencyFigures latency) {
    put(key + ".p50", latency.p50());
    put(key + ".p90", latency.p90());
    put(key + ".p99", latency.p99());
    put(key + ".p999", latency.p999());
    put(key + ".max", latency.max());
    put(key + ".mean", latency.mean());
  }

  private void rates(Result.Rates rates) {
    put("publish.rate", rates.publish());
    put("delivery.rate", rates.delivery());
    put("connect.rate", rates.connectsPerSecond());
    put("bytes.per.delivery", rates.bytesPerDelivery());
    put("message.bytes.per.delivery", rates.messageBytesPerDelivery());
    put("reads.per.delivery", rates.readsPerDelivery());
    Double target = rates.targetPublish();
    if (target != null && target > 0) {
      put("publish.achieved", rates.publish() / target);
    }
  }

  private void checks(Result.Checks checks) {
    put("loss", (double) checks.lost());
    put("delivered", checks.deliveredShare());
    put("duplicates", (double) checks.duplicates());
    put("reordered", (double) checks.reordered());
    put("misrouted", (double) checks.misrouted());
    put("violations", (double) checks.violations());
    put("unrecovered", (double) checks.unrecovered());
    put("not.returned", (double) checks.notReturned());
  }

  private void target(Result.TargetFigures target) {
    put("cpu.per.delivery", micros(target.cpuMicrosPerDelivery()));
    put("cpu.per.connect", micros(target.connectCpuMicros()));
    put("cpu.cores", target.cores());
    put("cpu.idle", target.idleCores());
    put("memory.per.connection", target.bytesPerConnection());
    put("memory.growth", target.growthPerHour());
    put("memory.peak", (double) target.residentPeak());
  }

  private static @Nullable Double micros(@Nullable Double micros) {
    return micros == null ? null : micros / 1e3;
  }

  private void put(String name, @Nullable Double value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** The figure of this name, if the run measured it. */
  public Optional<Double> get(String name) {
    return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
  }

  /** All of them, sorted by name. */
  public Map<String, Double> all() {
    return Map.copyOf(values);
  }
}
