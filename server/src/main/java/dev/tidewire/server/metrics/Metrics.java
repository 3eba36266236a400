package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The registry behind all counters of one server. Thread-safe. The typed methods are in this
 * package's other classes, one for each part of the server; their names begin with {@code
 * tidewire_}.
 */
public final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  MeterRegistry registry() {
    return registry;
  }

  /** All figures in the Prometheus text format. Reads only; costs the loops nothing. */
  public String scrape() {
    return registry.scrape();
  }
}
