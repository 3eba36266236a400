package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What the hubs of all loops count. Thread-safe. */
public final class HubMetrics {
  private final MeterRegistry registry;
  private final Clock clock;
  private final Timer latency;
  private final LongAdder delivered = new LongAdder();
  private final LongAdder subscriptions = new LongAdder();

  /** Registers the counters. */
  public HubMetrics(Metrics metrics) {
    registry = metrics.registry();
    clock = registry.config().clock();
    latency =
        Metrics.timer("tidewire_delivery_latency")
            .description("Age of a message when a loop takes it up, one message in a few")
            .register(registry);
    FunctionCounter.builder("tidewire_deliveries_total", delivered, LongAdder::sum)
        .description("Messages and presence news handed to subscribers' queues")
        .register(registry);
    Gauge.builder("tidewire_subscriptions", subscriptions, LongAdder::sum)
        .description("Subscriptions open now")
        .register(registry);
  }

  /** A slice of a delivery was served to so many subscribers. */
  public void delivered(int subscribers) {
    delivered.add(subscribers);
  }

  /**
   * A loop takes up a message that the store stamped at this time, in milliseconds since 1970. With
   * Redis the stamp is by its clock, so the difference of the clocks counts in.
   */
  public void taken(long at) {
    latency.record(Math.max(0, clock.wallTime() - at), TimeUnit.MILLISECONDS);
  }

  /** Shows how many deliveries wait, asked at every scrape, from any thread. Call it once. */
  public void showBacklog(IntSupplier backlog) {
    Gauge.builder("tidewire_backlog", backlog, IntSupplier::getAsInt)
        .description("Deliveries that wait on the loops")
        .strongReference(true)
        .register(registry);
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
