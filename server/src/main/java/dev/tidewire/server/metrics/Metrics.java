package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * The registry behind all counters of one server. Thread-safe. The typed methods are in this
 * package's other classes, one for each part of the server; their names begin with {@code
 * tidewire_}.
 */
public final class Metrics {
  /** Where latencies are told apart: from what a loopback takes to what a client gives up at. */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  MeterRegistry registry() {
    return registry;
  }

  /** A timer that shows a histogram, so that percentiles of several nodes together can be told. */
  static Timer.Builder timer(String name) {
    return Timer.builder(name).serviceLevelObjectives(BUCKETS);
  }

  /** All figures in the Prometheus text format. Reads only; costs the loops nothing. */
  public String scrape() {
    return registry.scrape();
  }
}
