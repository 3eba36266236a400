package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.util.concurrent.atomic.LongAdder;

/** What the hubs of all loops count. Thread-safe. */
public final class HubMetrics {
  private final LongAdder delivered = new LongAdder();
  private final LongAdder subscriptions = new LongAdder();

  /** Registers the counters. */
  public HubMetrics(Metrics metrics) {
    FunctionCounter.builder("tidewire_deliveries_total", delivered, LongAdder::sum)
        .description("Messages and presence news handed to subscribers' queues")
        .register(metrics.registry());
    Gauge.builder("tidewire_subscriptions", subscriptions, LongAdder::sum)
        .description("Subscriptions open now")
        .register(metrics.registry());
  }

  /** A slice of a delivery was served to so many subscribers. */
  public void delivered(int subscribers) {
    delivered.add(subscribers);
  }

  /** A subscription began. */
  public void subscribed() {
    subscriptions.increment();
  }

  /** A subscription ended. */
  public void unsubscribed() {
    subscriptions.decrement();
  }

  /** Subscriptions open now. */
  public long subscriptions() {
    return subscriptions.sum();
  }

  /** Deliveries since the start. */
  public long deliveries() {
    return delivered.sum();
  }
}
