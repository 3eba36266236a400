package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a broker counts. Thread-safe; a count costs one atomic addition. */
public final class BrokerMetrics {
  /** Why a publish, read or subscription was refused. */
  public enum RefusalReason {
    /** There are as many channels as there may be. */
    CHANNELS,
    /** More is waiting for the journal than may wait. */
    QUEUE,
    /** The journal cannot be written. */
    JOURNAL,
    /** The broker was closed. */
    CLOSED
  }

  /** What was let go before its time, or because nobody used it. */
  public enum EvictionKind {
    /** A channel's messages, because all histories together grew over their bound. */
    HISTORY,
    /** An idempotency key, because its channel has too many. */
    KEY,
    /** A channel that nobody used. */
    CHANNEL
  }

  private final MeterRegistry registry;
  private final Counter publishes;
  private final Counter duplicates;
  private final Counter reads;
  private final Map<RefusalReason, Counter> refusals = new EnumMap<>(RefusalReason.class);
  private final Map<EvictionKind, Counter> evictions = new EnumMap<>(EvictionKind.class);
  private final Counter journalBytes;
  private final Counter journalBatches;
  private final Counter journalWriteErrors;

  /** Counters in {@code metrics}, all at 0. */
  public BrokerMetrics(Metrics metrics) {
    registry = metrics.registry();
    publishes = counter("publishes", "Messages that were stored or, without history, passed on.");
    duplicates = counter("duplicates", "Publishes whose idempotency key was known.");
    reads = counter("reads", "Reads of histories.");
    for (RefusalReason reason : RefusalReason.values()) {
      refusals.put(reason, counter("refusals", "Refused requests.", "reason", reason));
    }
    for (EvictionKind kind : EvictionKind.values()) {
      evictions.put(kind, counter("evictions", "Things that were let go.", "kind", kind));
    }
    journalBytes = counter("journal_bytes", "Bytes written to the journal.");
    journalBatches = counter("journal_batches", "Writes to the journal, each of one batch.");
    journalWriteErrors = counter("journal_write_errors", "Failed writes to the journal.");
  }

  /** A message was stored or, in a channel without history, passed on. */
  public void published() {
    publishes.increment();
  }

  /** A publish was answered from its idempotency key. */
  public void duplicate() {
    duplicates.increment();
  }

  /** A history is read. */
  public void read() {
    reads.increment();
  }

  /** A request was refused. */
  public void refused(RefusalReason reason) {
    count(refusals, reason, 1);
  }

  /** Things of this kind were let go. */
  public void evicted(EvictionKind kind, int number) {
    count(evictions, kind, number);
  }

  /** A batch of so many bytes was written to the journal. */
  public void journalWritten(long bytes) {
    journalBytes.increment((double) bytes);
    journalBatches.increment();
  }

  /** A batch could not be written to the journal. */
  public void journalWriteFailed() {
    journalWriteErrors.increment();
  }

  /** Shows how much there is, asked at every scrape, from any thread. Call it once. */
  public void showSize(LongSupplier channels, LongSupplier historyBytes) {
    gauge("channels", "Channels in memory.", channels);
    gauge("history_bytes", "Estimated heap of all histories and keys.", historyBytes);
  }

  private void gauge(String name, String description, LongSupplier value) {
    Gauge.builder("tidewire_broker_" + name, value, LongSupplier::getAsLong)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("tidewire_broker_" + name).description(description).register(registry);
  }

  private Counter counter(String name, String description, String tag, Enum<?> value) {
    return Counter.builder("tidewire_broker_" + name)
        .description(description)
        .tag(tag, value.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private static <K extends Enum<K>> void count(Map<K, Counter> counters, K key, int number) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment(number);
    }
  }
}
