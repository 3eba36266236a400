package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A result in a few lines for people. */
public final class Summary {
  private static final double KIB = 1024;
  private static final double MIB = KIB * 1024;

  private final List<String> lines = new ArrayList<>();

  private Summary() {}

  public static List<String> of(Result result) {
    Summary summary = new Summary();
    summary.rates(result);
    summary.latencies(result.latencies());
    summary.checks(result);
    summary.target(result);
    summary.reasons(result.reasons());
    summary.verdict(result);
    return summary.lines;
  }

  private void rates(Result result) {
    Result.Rates rates = result.rates();
    add("connect", "%,.0f/s".formatted(rates.connectsPerSecond()));
    if (rates.seconds() > 0) {
      Double target = rates.targetPublish();
      add(
          "publish",
          "%,.1f/s%s"
              .formatted(
                  rates.publish(),
                  target == null ? " (as fast as it goes)" : " of %,.1f/s".formatted(target)));
      add("deliver", "%,.0f/s, %,.1f MiB/s".formatted(rates.delivery(), rates.bytes() / MIB));
      Double bytes = rates.bytesPerDelivery();
      Double messageBytes = rates.messageBytesPerDelivery();
      if (bytes != null && messageBytes != null) {
        add(
            "",
            "%,.0f bytes per delivery on the network, %,.0f in messages"
                .formatted(bytes, messageBytes));
      }
      Double reads = rates.readsPerDelivery();
      if (reads != null) {
        add("gathering", "%.2f reads per delivery".formatted(reads));
      }
    }
  }

  private void latencies(Map<String, Result.LatencyFigures> latencies) {
    if (!latencies.isEmpty()) {
      add(
          "",
          "%9s %9s %9s %9s %9s %11s".formatted("p50 ms", "p90", "p99", "p99.9", "max", "count"));
    }
    latencies.forEach((name, figures) ->
        add(
            name,
            "%9.2f %9.2f %9.2f %9.2f %9.2f %,11d"
                .formatted(
                    figures.p50(),
                    figures.p90(),
                    figures.p99(),
                    figures.p999(),
                    figures.max(),
                    figures.count())));
  }

  private void checks(Result result) {
    Result.Checks checks = result.checks();
    if (checks.owed() > 0) {
      add(
          "checked",
          "%,d owed, %,d lost (%.4f %% delivered), %,d duplicate, %,d out of order"
              .formatted(
                  checks.owed(),
                  checks.lost(),
                  100 * checks.deliveredShare(),
                  checks.duplicates(),
                  checks.reordered()));
    }
    if (checks.misrouted() + checks.violations() + checks.unrecovered() > 0) {
      add(
          "",
          "%,d misrouted, %,d broken promises, %,d subscriptions not continued"
              .formatted(checks.misrouted(), checks.violations(), checks.unrecovered()));
    }
    if (checks.notReturned() > 0) {
      add("", "%,d clients are not there at the end".formatted(checks.notReturned()));
    }
    long unsent = result.counts().getOrDefault("unsent", 0L);
    if (unsent > 0) {
      add(
          "",
          "%,d messages were due and not sent: the server did not answer fast enough"
              .formatted(unsent));
    }
  }

  private void target(Result result) {
    Result.TargetFigures target = result.target();
    if (target == null) {
      add("target", "its processes cannot be seen from here; --target-pid names them");
      return;
    }
    Double perDelivery = target.cpuMicrosPerDelivery();
    Double cores = target.cores();
    Double share = target.systemShare();
    if (perDelivery != null && cores != null && share != null) {
      add(
          "target CPU",
          "%.2f µs per delivery, %.2f cores, %.0f %% of it in the kernel"
              .formatted(perDelivery, cores, 100 * share));
    }
    Double perConnect = target.connectCpuMicros();
    if (perConnect != null) {
      add("", "%.0f µs per connect".formatted(perConnect));
    }
    Double idle = target.idleCores();
    if (idle != null) {
      add("", "%.3f cores while idle".formatted(idle));
    }
    add(
        "target memory",
        "%,.0f MiB before, %,.0f MiB connected, %,.0f MiB at most"
            .formatted(
                target.residentAtStart() / MIB,
                target.residentConnected() / MIB,
                target.residentPeak() / MIB));
    Double growth = target.growthPerHour();
    if (growth != null) {
      add("", "%+,.0f MiB per hour while measured".formatted(growth / MIB));
    }
    Double bytes = target.bytesPerConnection();
    if (bytes != null) {
      add("", "%.1f KiB per connection".formatted(bytes / KIB));
    }
  }

  private void reasons(Map<String, Long> reasons) {
    reasons.forEach((reason, count) -> add("", "%,d × %s".formatted(count, reason)));
  }

  private void verdict(Result result) {
    Result.Generator generator = result.generator();
    add(
        "generator",
        "%.2f cores, busiest loop %.0f %%, %d ms of pauses, %.0f %% of the machine stolen"
            .formatted(
                generator.cores(),
                100 * generator.busiestLoop(),
                generator.pauseMillis(),
                100 * generator.stolenShare()));
    if (generator.saturated()) {
      add("VERDICT", "generator saturated, result invalid");
      generator.why().forEach(why -> add("", "%s".formatted(why)));
    }
    for (Result.ThresholdResult threshold : result.thresholds()) {
      Double actual = threshold.actual();
      add(
          threshold.passed() ? "  passed" : "  FAILED",
          "%s (%s)"
              .formatted(
                  threshold.threshold(),
                  actual == null ? "not measured" : "%.3f".formatted(actual)));
    }
  }

  private void add(String name, String text) {
    lines.add("%-14s %s".formatted(name, text).stripTrailing());
  }
}
