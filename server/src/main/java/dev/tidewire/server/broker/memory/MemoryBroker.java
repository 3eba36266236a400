package dev.tidewire.server.broker.memory;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.BrokerMetrics.RefusalReason;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The embedded broker: keeps everything in memory, and in a journal when its options name one.
 *
 * <p>A publish is checked against the recent keys, gets its offset, is written to the journal, then
 * stored, reported and acknowledged, in this order: nobody hears of an offset that a crash could
 * take back. Without a journal a stage is complete when its method returns.
 *
 * <p>It has no timer. Its owner calls {@link #sweep} every few seconds. Reads do not depend on
 * that: they never answer what is too old.
 */
public final class MemoryBroker implements Broker {
  /** Enough that a sweep, which holds one shard's lock, is short with a million channels. */
  private static final int SHARDS = 1024;

  private final Shared shared;
  private final Shard[] shards;
  private final ReentrantLock makingRoom = new ReentrantLock();
  private volatile boolean closed;

  private MemoryBroker(Shared shared) {
    this.shared = shared;
    shards = new Shard[SHARDS];
    Arrays.setAll(shards, i -> new Shard(shared));
    shared.metrics().showSize(shared.channels()::get, shared.bytes()::get);
  }

  /**
   * Opens a broker; with a journal, as it was when it ended.
   *
   * @throws IOException when the journal cannot be read or written, or another process has it
   */
  public static MemoryBroker open(
      MemoryBrokerOptions options, InstantSource clock, BrokerMetrics metrics) throws IOException {
    return open(options, JournalOptions.defaults(), clock, metrics);
  }

  static MemoryBroker open(
      MemoryBrokerOptions options,
      JournalOptions journalOptions,
      InstantSource clock,
      BrokerMetrics metrics)
      throws IOException {
    Epochs epochs = new Epochs();
    Path directory = options.journal();
    if (directory == null) {
      Shared shared = new Shared(options, clock, metrics, WriteAhead.NONE, epochs);
      return new MemoryBroker(shared);
    }
    Replay replay = new Replay(clock);
    Journal journal = Journal.open(directory, journalOptions, replay, epochs, metrics);
    MemoryBroker broker = new MemoryBroker(new Shared(options, clock, metrics, journal, epochs));
    replay.channels().forEach(channel -> broker.shard(channel.name).adopt(channel));
    broker.makeRoom();
    return broker;
  }

  @Override
  public CompletionStage<Optional<Position>> publish(Publish publish) {
    Shard shard = shard(publish.channel());
    CompletionStage<Optional<Position>> stage =
        answer(() -> {
          if (publish.retention().keepsHistory()) {
            return shard.publish(publish);
          }
          shard.pass(publish);
          return CompletableFuture.completedFuture(Optional.empty());
        });
    makeRoom();
    return stage;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when the retention keeps no history
   */
  @Override
  public CompletionStage<HistoryPage> read(
      ChannelName channel, HistoryQuery query, Retention retention) {
    if (!retention.keepsHistory()) {
      throw new IllegalArgumentException("The channel %s keeps no history.".formatted(channel));
    }
    shared.metrics().read();
    return answer(
        () -> CompletableFuture.completedFuture(shard(channel).read(channel, query, retention)));
  }

  @Override
  public CompletionStage<Void> subscribe(
      ChannelName channel, BrokerListener listener, Retention retention) {
    return answer(() -> {
      shard(channel).subscribe(channel, listener, retention);
      return CompletableFuture.completedFuture(null);
    });
  }

  @Override
  public void unsubscribe(ChannelName channel) {
    shard(channel).unsubscribe(channel);
  }

  @Override
  public boolean available() {
    return !closed && shared.ahead().available();
  }

  /**
   * Drops what is too old, forgets channels that nobody uses, and begins to compact the journal
   * when most of it is dead. Takes milliseconds for a million channels; not for a loop.
   */
  public void sweep() {
    if (closed) {
      return;
    }
    for (Shard shard : shards) {
      shard.sweep();
    }
    makeRoom();
    shared.ahead().compactIfWorthwhile(shared.bytes().get(), this::records);
  }

  /** {@inheritDoc} Publishes that wait for the journal are written first, if that is possible. */
  @Override
  public void close() {
    closed = true;
    shared.ahead().close();
  }

  /** A refusal is an outcome: it fails the stage. A bug of the caller is thrown. */
  private <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> request) {
    if (closed) {
      shared.metrics().refused(RefusalReason.CLOSED);
      return CompletableFuture.failedFuture(
          new Refusal(ErrorCode.UNAVAILABLE, "The broker is closed."));
    }
    try {
      return request.get();
    } catch (Refusal refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  /** Lets histories go, the least recently published first, until the rest is within the bound. */
  private void makeRoom() {
    long max = shared.options().maxHistoryBytes();
    if (shared.bytes().get() <= max || !makingRoom.tryLock()) {
      return;
    }
    try {
      while (shared.bytes().get() > max && withEldest().evictEldest()) {
        // Each round lets one history go.
      }
    } finally {
      makingRoom.unlock();
    }
  }

  private Shard withEldest() {
    Shard found = shards[0];
    for (Shard shard : shards) {
      if (shard.eldest() < found.eldest()) {
        found = shard;
      }
    }
    return found;
  }

  private Stream<JournalRecord> records() {
    return Arrays.stream(shards)
        .flatMap(shard -> shard.names().stream().flatMap(name -> shard.records(name).stream()));
  }

  private Shard shard(ChannelName channel) {
    int hash = channel.hashCode();
    return shards[(hash ^ (hash >>> 16)) & (SHARDS - 1)];
  }
}
