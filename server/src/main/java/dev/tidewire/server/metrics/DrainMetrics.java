package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted while a server leaves. Thread-safe. */
public final class DrainMetrics {
  private final AtomicInteger draining = new AtomicInteger();
  private final Counter told;
  private final Counter left;
  private final Counter closed;
  private final Counter cut;

  /** Registers the figures. */
  public DrainMetrics(Metrics metrics) {
    MeterRegistry registry = metrics.registry();
    Gauge.builder("tidewire_draining", draining, AtomicInteger::get)
        .description("1 while this server is leaving")
        .register(registry);
    told =
        Counter.builder("tidewire_drain_told_total")
            .description("Clients that were told when to reconnect to another node")
            .register(registry);
    left = clients(registry, "left");
    closed = clients(registry, "closed");
    cut = clients(registry, "cut");
  }

  /** The server began to leave. */
  public void started() {
    draining.set(1);
  }

  /** A client was told when to reconnect. */
  public void told() {
    told.increment();
  }

  /** A client left by itself. */
  public void left() {
    left.increment();
  }

  /** A client was closed, and answered. */
  public void closed() {
    closed.increment();
  }

  /** A client's socket was cut, because it did not answer the close in time. */
  public void cut() {
    cut.increment();
  }

  private static Counter clients(MeterRegistry registry, String how) {
    return Counter.builder("tidewire_drained_clients_total")
        .description("Clients that went while this server was leaving, by how they went")
        .tag("how", how)
        .register(registry);
  }
}
