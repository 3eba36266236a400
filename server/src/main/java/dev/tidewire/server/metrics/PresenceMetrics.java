package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** What the presence of many nodes counts. Thread-safe. */
public final class PresenceMetrics {
  /** Where a page of members came from. */
  public enum Source {
    /** This node's copy of a channel that it watches. */
    COPY,
    /** The store. */
    STORE
  }

  private final MeterRegistry registry;
  private final Counter batches;
  private final Counter changes;
  private final Counter batchFailures;
  private final Counter loads;
  private final Counter loadFailures;
  private final Counter renewals;
  private final Counter renewalFailures;
  private final Counter leasesLost;
  private final Counter swept;
  private final Map<Source, Counter> reads = new EnumMap<>(Source.class);

  /** Registers the counters. */
  public PresenceMetrics(Metrics metrics) {
    registry = metrics.registry();
    batches = counter("batches_total", "Batches of joins and leaves that were sent to the store");
    changes = counter("changes_total", "Joins and leaves in those batches");
    batchFailures = counter("batch_failures_total", "Batches that the store did not take");
    loads = counter("loads_total", "Reads of all members of a channel, to watch it on");
    loadFailures = counter("load_failures_total", "Those that failed and are done again");
    renewals = counter("lease_renewals_total", "Renewals of this node's lease");
    renewalFailures = counter("lease_renewal_failures_total", "Renewals that failed");
    leasesLost = counter("leases_lost_total", "Times that this node was away for too long");
    swept = counter("swept_total", "Members of dead nodes that this node has removed");
    for (Source source : Source.values()) {
      reads.put(
          source,
          Counter.builder("tidewire_presence_reads_total")
              .description("Pages of members that were answered")
              .tag("from", source.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** A batch of so many changes is sent. */
  public void sent(int number) {
    batches.increment();
    changes.increment(number);
  }

  /** A batch failed. */
  public void batchFailed() {
    batchFailures.increment();
  }

  /** All members of a channel are read. */
  public void loading() {
    loads.increment();
  }

  /** Such a read failed. */
  public void loadFailed() {
    loadFailures.increment();
  }

  /** The lease is renewed. */
  public void renewing() {
    renewals.increment();
  }

  /** A renewal failed. */
  public void renewalFailed() {
    renewalFailures.increment();
  }

  /** The lease has ended before it was renewed. */
  public void leaseLost() {
    leasesLost.increment();
  }

  /** So many members of a dead node were removed. */
  public void swept(long members) {
    swept.increment((double) members);
  }

  /** A page of members was asked for. */
  public void read(Source source) {
    Counter counter = reads.get(source);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Shows how much there is, asked at every scrape, from any thread. Call it once. */
  public void showSize(IntSupplier channels, IntSupplier nodes) {
    gauge("channels", "Channels with members of this node, or watched by it", channels);
    gauge("nodes", "Nodes that have a lease, as this node knows", nodes);
  }

  private void gauge(String name, String description, IntSupplier value) {
    Gauge.builder("tidewire_presence_" + name, value, IntSupplier::getAsInt)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("tidewire_presence_" + name).description(description).register(registry);
  }
}
