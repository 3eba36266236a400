package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;

/** What the use cases on channels count. Thread-safe. */
public final class ChannelMetrics {
  private final Counter published;
  private final Counter publishedBytes;
  private final Counter refusedByBacklog;

  /** Registers the counters. */
  public ChannelMetrics(Metrics metrics) {
    published =
        Counter.builder("tidewire_publishes_total")
            .description("Publishes handed to the broker, from clients and back ends")
            .register(metrics.registry());
    publishedBytes =
        Counter.builder("tidewire_published_bytes_total")
            .description("Payload of these publishes")
            .register(metrics.registry());
    refusedByBacklog =
        Counter.builder("tidewire_publishes_refused_behind_total")
            .description("Publishes refused because a loop was behind with its deliveries")
            .register(metrics.registry());
  }

  /** A publish was handed to the broker. */
  public void published(int bytes) {
    published.increment();
    publishedBytes.increment(bytes);
  }

  /** A publish was refused because a loop was behind. */
  public void refusedByBacklog() {
    refusedByBacklog.increment();
  }
}
