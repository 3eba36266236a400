package dev.tidewire.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidewire.server.broker.memory.MemoryBroker;
import dev.tidewire.server.broker.memory.MemoryBrokerOptions;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.hub.Audience;
import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.hub.Subscriber;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.presence.memory.MemoryPresence;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelsTest {
  private static final ChannelName ROOM = new ChannelName("chat:1");
  private static final int MAX_BACKLOG = 3;
  private static final Namespace CHAT =
      new Namespace(
          "chat",
          new Retention(10, Duration.ofHours(1), Duration.ofMinutes(1)),
          Namespace.PresenceMode.OFF,
          Namespace.Publishers.CLIENTS,
          1000,
          Namespace.Flush.GATHERED);

  private final ArrayDeque<Runnable> stuckLoop = new ArrayDeque<>();
  private final Metrics metrics = new Metrics();
  private final Hub hub = new Hub(stuckLoop::add, stuckLoop::add, new HubMetrics(metrics));

  /** Hears and forgets. */
  private static final class Idler extends Subscriber {
    @Override
    protected void deliver(Delivery.OfMessage delivery, Audience audience) {}

    @Override
    protected void deliver(Delivery.Checkpoint checkpoint) {}

    @Override
    protected void deliver(Delivery.OfPresence delivery, Audience audience) {}
  }

  @Test
  void refusesPublishesWhileALoopIsBehindAndTakesThemAgainWhenItHasCaughtUp() throws IOException {
    try (MemoryBroker broker =
        MemoryBroker.open(
            MemoryBrokerOptions.defaults(), InstantSource.system(), new BrokerMetrics(metrics))) {
      Channels channels = channels(broker);
      hub.add(ROOM, new Idler());
      assertThat(channels.attach(hub, ROOM, CHAT).toCompletableFuture()).isCompleted();
      for (int i = 0; i < MAX_BACKLOG; i++) {
        publish(channels);
      }

      assertThatExceptionOfType(Refusal.class)
          .isThrownBy(() -> publish(channels))
          .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
      assertThat(metrics.scrape())
          .contains("tidewire_publishes_refused_behind_total 1.0")
          .contains("tidewire_publish_duration_seconds_count " + MAX_BACKLOG + "\n")
          .contains("tidewire_publishes_failed_total 0.0");

      while (!stuckLoop.isEmpty()) {
        stuckLoop.remove().run();
      }
      publish(channels);
    }
  }

  @Test
  void countsWhatTheStoreDoesNotTake() throws IOException {
    MemoryBroker broker =
        MemoryBroker.open(
            MemoryBrokerOptions.defaults(), InstantSource.system(), new BrokerMetrics(metrics));
    Channels channels = channels(broker);
    broker.close();

    assertThat(
            channels
                .publish(new Caller.BackEnd(), new Request.Publish(ROOM, Payload.of("1"), null))
                .toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(metrics.scrape())
        .contains("tidewire_publishes_failed_total 1.0")
        .contains("tidewire_publish_duration_seconds_count 0\n");
  }

  private Channels channels(MemoryBroker broker) {
    return new Channels(
        new Namespaces(Map.of("chat", CHAT)),
        broker,
        new MemoryPresence(),
        FeedOptions.embedded(),
        InstantSource.system(),
        List.of(hub),
        MAX_BACKLOG,
        new ChannelMetrics(metrics));
  }

  private static void publish(Channels channels) {
    assertThat(
            channels
                .publish(new Caller.BackEnd(), new Request.Publish(ROOM, Payload.of("1"), null))
                .toCompletableFuture())
        .isCompleted();
  }
}
