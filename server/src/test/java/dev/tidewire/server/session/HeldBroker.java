package dev.tidewire.server.session;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.broker.memory.MemoryBroker;
import dev.tidewire.server.broker.memory.MemoryBrokerOptions;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The embedded broker, whose answers to publishes can be held back. Confined to the test. */
final class HeldBroker implements Broker {
  private final Broker broker;
  private CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

  HeldBroker() {
    try {
      broker =
          MemoryBroker.open(
              MemoryBrokerOptions.defaults(),
              InstantSource.system(),
              new BrokerMetrics(new Metrics()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void holdAnswers() {
    open = new CompletableFuture<>();
  }

  void answer() {
    open.complete(null);
  }

  @Override
  public CompletionStage<Optional<Position>> publish(Publish publish) {
    CompletionStage<Optional<Position>> published = broker.publish(publish);
    return open.thenCompose(_ -> published);
  }

  @Override
  public CompletionStage<HistoryPage> read(
      ChannelName channel, HistoryQuery query, Retention retention) {
    return broker.read(channel, query, retention);
  }

  @Override
  public CompletionStage<Void> subscribe(
      ChannelName channel, BrokerListener listener, Retention retention) {
    return broker.subscribe(channel, listener, retention);
  }

  @Override
  public void unsubscribe(ChannelName channel) {
    broker.unsubscribe(channel);
  }

  @Override
  public boolean available() {
    return broker.available();
  }

  @Override
  public void close() {
    broker.close();
  }
}
