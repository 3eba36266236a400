package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the server API counts. Thread-safe. */
public final class HttpMetrics {
  private static final String REFUSED = "tidewire_api_refused_total";

  private final MeterRegistry registry;
  private final Counter published;

  /** Registers the counters. */
  public HttpMetrics(Metrics metrics) {
    registry = metrics.registry();
    published =
        Counter.builder("tidewire_api_publishes_total")
            .description("Publishes of back ends that were acknowledged")
            .register(registry);
  }

  /** A publish of a back end was acknowledged. */
  public void apiPublished() {
    published.increment();
  }

  /** A publish of a back end was refused with this error code. */
  public void apiRefused(String code) {
    Counter.builder(REFUSED)
        .description("Requests to the server API that were refused")
        .tag("code", code)
        .register(registry)
        .increment();
  }

  /** A request came without a valid API key. */
  public void unauthorized() {
    apiRefused("unauthorized");
  }
}
