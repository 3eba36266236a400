package dev.tidewire.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.hub.Audience;
import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.hub.Subscriber;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.presence.memory.MemoryPresence;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FeedsTest {
  private static final ChannelName ROOM = new ChannelName("chat:1");
  static final Namespace CHAT =
      new Namespace(
          "chat",
          new Retention(10, Duration.ofHours(1), Duration.ofMinutes(1)),
          Namespace.PresenceMode.ON,
          Namespace.Publishers.CLIENTS,
          1000,
          Namespace.Flush.GATHERED);

  private final HubMetrics metrics = new HubMetrics(new Metrics());
  private final ManualBroker broker = new ManualBroker();
  private final MemoryPresence presence = new MemoryPresence();
  private final Feeds feeds =
      new Feeds(
          new Resumes.Services(
              broker,
              new RecentBudget(0),
              InstantSource.system(),
              new ChannelMetrics(new Metrics())),
          presence,
          FeedOptions.embedded());
  private final Listener first = new Listener();
  private final Listener second = new Listener();

  /** One subscriber on a loop of its own that runs everything at once. */
  private final class Listener extends Subscriber {
    private final Hub hub = new Hub(Runnable::run, Runnable::run, metrics);
    private final List<String> heard = new ArrayList<>();

    Listener() {
      hub.add(ROOM, this);
    }

    @Override
    protected void deliver(Delivery.OfMessage delivery, Audience audience) {
      heard.add(delivery.message().data().toString());
    }

    @Override
    protected void deliver(Delivery.Checkpoint checkpoint) {}

    @Override
    protected void deliver(Delivery.OfPresence delivery, Audience audience) {
      heard.add("presence");
    }
  }

  @Test
  void subscribesTheNodeOnceForAllItsLoops() {
    CompletionStage<Void> one = feeds.attach(first.hub, ROOM, CHAT);
    CompletionStage<Void> other = feeds.attach(second.hub, ROOM, CHAT);
    assertThat(one.toCompletableFuture()).isNotDone();

    broker.subscribes().getFirst().complete(null);
    publish("1");

    assertThat(broker.subscribes()).hasSize(1);
    assertThat(one.toCompletableFuture()).isCompleted();
    assertThat(other.toCompletableFuture()).isCompleted();
    assertThat(first.heard).containsExactly("1");
    assertThat(second.heard).containsExactly("1");
  }

  @Test
  void servesALoopThatAttachesTwiceOnce() {
    attach(first);
    attach(first);

    publish("1");

    assertThat(first.heard).containsExactly("1");
  }

  @Test
  void letsGoWhenTheLastLoopHasLeft() {
    attach(first);
    attach(second);

    feeds.detach(first.hub, ROOM);
    publish("1");
    assertThat(first.heard).isEmpty();
    assertThat(second.heard).containsExactly("1");

    feeds.detach(second.hub, ROOM);
    feeds.detach(second.hub, ROOM);
    assertThat(broker.listener(ROOM)).isNull();
    join();
    assertThat(second.heard).containsExactly("1");
  }

  @Test
  void handsOnWhoComesAndGoes() {
    attach(first);

    join();
    assertThat(presence.leave(ROOM, new SessionId("s")).toCompletableFuture()).isCompleted();

    assertThat(first.heard).containsExactly("presence", "presence");
  }

  @Test
  void triesAgainAfterAFailure() {
    CompletionStage<Void> failing = feeds.attach(first.hub, ROOM, CHAT);
    broker.subscribes().getFirst().completeExceptionally(new Refusal(ErrorCode.UNAVAILABLE, "No."));
    assertThat(failing.toCompletableFuture()).isCompletedExceptionally();
    feeds.detach(first.hub, ROOM);

    CompletionStage<Void> again = feeds.attach(first.hub, ROOM, CHAT);
    broker.subscribes().getLast().complete(null);
    publish("1");

    assertThat(again.toCompletableFuture()).isCompleted();
    assertThat(first.heard).containsExactly("1");
  }

  private void attach(Listener listener) {
    CompletionStage<Void> stage = feeds.attach(listener.hub, ROOM, CHAT);
    broker.subscribes().getLast().complete(null);
    assertThat(stage.toCompletableFuture()).isCompleted();
  }

  private void join() {
    Member member = new Member(new SessionId("s"), new UserId("alice"), null);
    assertThat(presence.join(ROOM, member).toCompletableFuture()).isCompleted();
  }

  private void publish(String data) {
    BrokerListener listener = broker.listener(ROOM);
    assertThat(listener).isNotNull();
    if (listener != null) {
      listener.published("e", new Message(1, Payload.of(data), null, 0));
    }
  }
}
