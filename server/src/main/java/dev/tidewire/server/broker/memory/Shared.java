package dev.tidewire.server.broker.memory;

import dev.tidewire.server.metrics.BrokerMetrics;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the shards of one broker have in common. Thread-safe.
 *
 * @param channels how many there are in all shards
 * @param histories how many of them hold messages or keys
 * @param bytes the weight of all
 */
record Shared(
    MemoryBrokerOptions options,
    InstantSource clock,
    BrokerMetrics metrics,
    WriteAhead ahead,
    Epochs epochs,
    AtomicInteger channels,
    AtomicInteger histories,
    AtomicLong bytes) {
  Shared(
      MemoryBrokerOptions options,
      InstantSource clock,
      BrokerMetrics metrics,
      WriteAhead ahead,
      Epochs epochs) {
    this(
        options,
        clock,
        metrics,
        ahead,
        epochs,
        new AtomicInteger(),
        new AtomicInteger(),
        new AtomicLong());
  }
}
