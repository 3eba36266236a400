package dev.tidewire.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.BoundedLog;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A broker of one history, whose subscriptions complete when the test says so, whose reports may
 * get lost, and whose reads are done at once or when the test says so.
 */
final class ManualBroker implements Broker {
  private static final Retention RETENTION = FeedsTest.CHAT.retention();

  private record Read(HistoryQuery query, CompletableFuture<HistoryPage> answer) {}

  private final Map<ChannelName, BrokerListener> listeners = new HashMap<>();
  private final List<CompletableFuture<Void>> subscribes = new ArrayList<>();
  private final Queue<Read> held = new ArrayDeque<>();
  private final List<HistoryQuery> reads = new ArrayList<>();
  private BoundedLog log = new BoundedLog("e", 0);
  private boolean holdsReads;

  /** Reads are not answered from now on, until the test says so. */
  void holdReads() {
    holdsReads = true;
  }

  /** The oldest read that was held is done now. */
  void answer() {
    Read read = held.remove();
    read.answer.complete(log.read(read.query));
  }

  /** The oldest read that was held has failed. */
  void fail() {
    held.remove().answer.completeExceptionally(new Refusal(ErrorCode.UNAVAILABLE, "No."));
  }

  /** Reads that were asked for since the last call. */
  List<HistoryQuery> takeReads() {
    List<HistoryQuery> asked = List.copyOf(reads);
    reads.clear();
    return asked;
  }

  List<CompletableFuture<Void>> subscribes() {
    return subscribes;
  }

  @Nullable BrokerListener listener(ChannelName channel) {
    return listeners.get(channel);
  }

  /** Stores a message, and reports it. */
  void store(ChannelName channel) {
    report(channel, storeSilently());
  }

  /** Stores a message, whose report gets lost. */
  Message storeSilently() {
    Message message = new Message(log.top() + 1, Payload.of("1"), null, 0);
    log.append(message, RETENTION, 0);
    return message;
  }

  void report(ChannelName channel, Message message) {
    BrokerListener listener = listeners.get(channel);
    assertThat(listener).isNotNull();
    if (listener != null) {
      listener.published(log.epoch(), message);
    }
  }

  /** The history is gone. */
  void forget(String nextEpoch) {
    log = new BoundedLog(nextEpoch, 0);
  }

  /** Only the newest messages are left. */
  void keepNewest(int messages) {
    log.keepNewest(messages);
  }

  @Override
  public CompletionStage<Void> subscribe(
      ChannelName channel, BrokerListener listener, Retention retention) {
    assertThat(listeners.put(channel, listener)).as("at most one listener").isNull();
    CompletableFuture<Void> stage = new CompletableFuture<>();
    subscribes.add(stage);
    return stage;
  }

  @Override
  public void unsubscribe(ChannelName channel) {
    listeners.remove(channel);
  }

  @Override
  public CompletionStage<Optional<Position>> publish(Publish publish) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<HistoryPage> read(
      ChannelName channel, HistoryQuery query, Retention retention) {
    reads.add(query);
    if (!holdsReads) {
      return CompletableFuture.completedFuture(log.read(query));
    }
    Read read = new Read(query, new CompletableFuture<>());
    held.add(read);
    return read.answer;
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public void close() {}
}
