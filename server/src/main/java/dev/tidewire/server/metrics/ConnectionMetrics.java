package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/** What is counted about connections. Thread-safe. */
public final class ConnectionMetrics {
  private final MeterRegistry registry;

  public ConnectionMetrics(Metrics metrics) {
    this.registry = metrics.registry();
  }

  /** A handshake was refused. */
  public void handshakeRefused(String reason) {
    registry.counter("tidewire_handshakes_refused_total", "reason", reason).increment();
  }
}
