package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What the use cases on channels count. Thread-safe. */
public final class ChannelMetrics {
  private final Counter published;
  private final Counter publishedBytes;
  private final Counter failed;
  private final Timer acknowledged;
  private final Counter refusedByBacklog;
  private final Counter resumedFromMemory;
  private final Counter interruptions;
  private final Counter heals;
  private final Counter losses;
  private final MeterRegistry registry;

  /** Registers the counters. */
  public ChannelMetrics(Metrics metrics) {
    registry = metrics.registry();
    resumedFromMemory =
        counter(
            "tidewire_history_reads_from_memory_total",
            "Reads of subscribers answered from memory");
    interruptions =
        counter(
            "tidewire_feed_interruptions_total", "Channels whose messages may have been missed");
    heals =
        counter("tidewire_feed_heals_total", "Reads by which a channel's messages were completed");
    losses =
        counter(
            "tidewire_feed_losses_total", "Channels that lost continuity between store and node");
    published =
        Counter.builder("tidewire_publishes_total")
            .description("Publishes handed to the broker, from clients and back ends")
            .register(metrics.registry());
    publishedBytes =
        Counter.builder("tidewire_published_bytes_total")
            .description("Payload of these publishes")
            .register(metrics.registry());
    failed = counter("tidewire_publishes_failed_total", "Publishes that the broker did not take");
    acknowledged =
        Metrics.timer("tidewire_publish_duration")
            .description("From handing a publish to the broker to its acknowledgement")
            .register(registry);
    refusedByBacklog =
        Counter.builder("tidewire_publishes_refused_behind_total")
            .description("Publishes refused because a loop was behind with its deliveries")
            .register(metrics.registry());
  }

  /** A subscriber's read was answered from memory. */
  public void resumedFromMemory() {
    resumedFromMemory.increment();
  }

  /** Messages of a channel may have been missed between the store and this node. */
  public void interrupted() {
    interruptions.increment();
  }

  /** A node reads what it may have missed of a channel. */
  public void healing() {
    heals.increment();
  }

  /** A channel's messages could not be completed: its subscribers are told. */
  public void lost() {
    losses.increment();
  }

  /** Shows how many channels are listened to and what is remembered of them. Call it once. */
  public void showFeeds(IntSupplier feeds, LongSupplier recentBytes) {
    Gauge.builder("tidewire_feeds", feeds, IntSupplier::getAsInt)
        .description("Channels that this node listens to")
        .strongReference(true)
        .register(registry);
    Gauge.builder("tidewire_recent_history_bytes", recentBytes, LongSupplier::getAsLong)
        .description("Estimated heap of the histories that this node remembers for resumes")
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** A publish was handed to the broker. */
  public void published(int bytes) {
    published.increment();
    publishedBytes.increment(bytes);
  }

  /** The broker acknowledged a publish after so many nanoseconds. */
  public void acknowledged(long nanos) {
    acknowledged.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The broker did not take a publish. */
  public void publishFailed() {
    failed.increment();
  }

  /** A publish was refused because a loop was behind. */
  public void refusedByBacklog() {
    refusedByBacklog.increment();
  }
}
