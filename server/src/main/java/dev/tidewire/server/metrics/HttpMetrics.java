package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted about HTTP requests and the server API. Thread-safe. */
public final class HttpMetrics {
  private static final String REFUSED = "tidewire_api_refused_total";

  private final MeterRegistry registry;
  private final Counter published;
  private final Counter slowBodies;
  private final Counter failedAccepts;

  /** Registers the counters. */
  public HttpMetrics(Metrics metrics) {
    registry = metrics.registry();
    published =
        Counter.builder("tidewire_api_publishes_total")
            .description("Publishes of back ends that were acknowledged")
            .register(registry);
    slowBodies =
        Counter.builder("tidewire_http_slow_bodies_total")
            .description("Requests whose body did not come in time")
            .register(registry);
    failedAccepts =
        Counter.builder("tidewire_http_accepts_failed_total")
            .description("Times that the operating system gave no socket, mostly for want of files")
            .register(registry);
  }

  /** The operating system gave no socket. */
  public void acceptFailed() {
    failedAccepts.increment();
  }

  /** A socket never brought the whole header of its first request, for one of few reasons. */
  public void headerFailed(String reason) {
    Counter.builder("tidewire_http_headers_failed_total")
        .description("Sockets that never brought the whole header of their first request")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** The body of a request did not come in time. */
  public void bodyTooSlow() {
    slowBodies.increment();
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
