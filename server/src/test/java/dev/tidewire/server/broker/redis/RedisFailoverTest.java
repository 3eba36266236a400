package dev.tidewire.server.broker.redis;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.broker.RecordingListener;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.support.redis.RedisCluster;
import dev.tidewire.server.support.redis.RedisProcess;
import dev.tidewire.server.support.redis.RedisSentinels;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Other servers take over: a replica, another shard. */
class RedisFailoverTest {
  private static final Retention KEEP =
      new Retention(1000, Duration.ofHours(1), Duration.ofMinutes(5));
  private static final PageLimits WIDE = new PageLimits(1000, 1 << 24);
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(40);

  @Test
  void followsTheSentinelsToTheNextPrimaryInAnotherEpoch() {
    try (RedisSentinels sentinels = RedisSentinels.start();
        RedisFixture fixture = RedisFixture.connected(sentinels.url())) {
      Broker broker = fixture.broker();
      ChannelName channel = fixture.unusedChannel();
      RecordingListener listener = new RecordingListener();
      await(broker.subscribe(channel, listener, KEEP));
      Position before = publish(broker, channel, "1");
      RedisProcess old = sentinels.primary();

      old.kill();
      sentinels.awaitPrimaryOtherThan(old);
      Position next = publishSoon(broker, channel, "2");

      assertThat(next.epoch()).isNotEqualTo(before.epoch());
      assertThat(after(broker, channel, before).continuity()).isEqualTo(Continuity.LOST);
      await()
          .atMost(WITHIN_SECONDS)
          .untilAsserted(() -> {
            assertThat(broker.available()).isTrue();
            assertThat(listener.interruptions()).isPositive();
          });
      publish(broker, channel, "3");
      await().until(() -> listener.offsets().contains(next.offset() + 1));
    }
  }

  @Test
  void goesOnWithTheOtherShardsWhenOneIsGone() {
    try (RedisCluster cluster = RedisCluster.start("cluster-require-full-coverage no");
        RedisFixture fixture = RedisFixture.connected(seeds(cluster))) {
      Broker broker = fixture.broker();
      RedisProcess gone = cluster.nodes().getLast();
      ChannelName there = channelOn(fixture, cluster, gone);
      ChannelName elsewhere = channelOn(fixture, cluster, cluster.nodes().getFirst());
      publish(broker, there, "1");

      gone.kill();

      await().atMost(WITHIN_SECONDS).until(() -> !broker.available());
      publish(broker, elsewhere, "2");
      assertRefused(broker.publish(message(there, "3")), ErrorCode.UNAVAILABLE);

      gone.startAgainEmpty();
      publishSoon(broker, there, "4");
      await().atMost(WITHIN_SECONDS).until(broker::available);
    }
  }

  @Test
  void followsASlotToAnotherShardWithItsMessages() {
    try (RedisCluster cluster = RedisCluster.start();
        RedisFixture fixture = RedisFixture.connected(seeds(cluster))) {
      Broker broker = fixture.broker();
      RedisProcess from = cluster.nodes().getFirst();
      RedisProcess to = cluster.nodes().getLast();
      ChannelName channel = channelOn(fixture, cluster, from);
      RecordingListener listener = new RecordingListener();
      await(broker.subscribe(channel, listener, KEEP));
      Position before = publish(broker, channel, "1");

      move(channel, from, to, cluster);
      Position next = publishSoon(broker, channel, "2");

      assertThat(next.offset()).isGreaterThan(before.offset());
      List<Message> history =
          await(broker.read(channel, new HistoryQuery.Last(10, WIDE), KEEP)).messages();
      assertThat(history.getFirst().data()).isEqualTo(Payload.of("1"));
      await().atMost(WITHIN_SECONDS).until(() -> listener.interruptions() > 0);
      Position last = publishSoon(broker, channel, "3");
      await().until(() -> listener.offsets().contains(last.offset()));
    }
  }

  @Test
  void findsTheClusterThroughAnyOfItsNodes() {
    try (RedisCluster cluster = RedisCluster.start()) {
      int port = cluster.nodes().getLast().port();
      String url = "redis-cluster://127.0.0.1:1,127.0.0.1:" + port;
      try (RedisFixture fixture = RedisFixture.connected(url)) {
        for (int i = 0; i < 20; i++) {
          publish(fixture.broker(), fixture.unusedChannel(), "1");
        }
      }
    }
  }

  private static void move(
      ChannelName channel, RedisProcess from, RedisProcess to, RedisCluster cluster) {
    int slot = SlotHash.getSlot(Keys.channel(channel));
    String fromId = from.ask(commands -> commands.clusterMyId());
    String toId = to.ask(commands -> commands.clusterMyId());
    to.ask(commands -> commands.clusterSetSlotImporting(slot, fromId));
    from.ask(commands -> commands.clusterSetSlotMigrating(slot, toId));
    List<String> keys = from.ask(commands -> commands.clusterGetKeysInSlot(slot, 100));
    assertThat(keys).hasSize(2);
    from.ask(commands ->
        commands.migrate("127.0.0.1", to.port(), 0, 5000, MigrateArgs.Builder.keys(keys)));
    for (RedisProcess node : List.of(to, from, cluster.nodes().get(1))) {
      node.ask(commands -> commands.clusterSetSlotNode(slot, toId));
    }
  }

  private static String seeds(RedisCluster cluster) {
    return "redis-cluster://"
        + String.join(
            ",", cluster.nodes().stream().map(node -> "127.0.0.1:" + node.port()).toList());
  }

  private static ChannelName channelOn(
      RedisFixture fixture, RedisCluster cluster, RedisProcess node) {
    while (true) {
      ChannelName channel = fixture.unusedChannel();
      if (cluster.ownerOf(Keys.channel(channel)).equals(node)) {
        return channel;
      }
    }
  }

  private static Publish message(ChannelName channel, String data) {
    return new Publish(channel, Payload.of(data), null, null, KEEP);
  }

  private static Position publish(Broker broker, ChannelName channel, String data) {
    return await(broker.publish(message(channel, data))).orElseThrow();
  }

  /** Publishes as soon as it is possible again. */
  private static Position publishSoon(Broker broker, ChannelName channel, String data) {
    return await()
        .atMost(WITHIN_SECONDS)
        .until(
            () -> {
              try {
                return Optional.of(publish(broker, channel, data));
              } catch (CompletionException e) {
                return Optional.<Position>empty();
              }
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private static HistoryPage after(Broker broker, ChannelName channel, Position position) {
    return await(broker.read(channel, new HistoryQuery.After(position, WIDE), KEEP));
  }
}
