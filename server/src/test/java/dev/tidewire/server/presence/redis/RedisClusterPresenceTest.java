package dev.tidewire.server.presence.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.support.redis.RedisCluster;
import dev.tidewire.server.support.redis.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on three shards: the leases are on one, and the channels on all of them. */
class RedisClusterPresenceTest {
  private static final UnusedChannels CHANNELS = new UnusedChannels();

  private RedisCluster cluster;
  private PresenceNode first;
  private PresenceNode second;

  @BeforeEach
  void start() {
    cluster = RedisCluster.start("cluster-require-full-coverage no");
    String url = "redis-cluster://127.0.0.1:" + cluster.nodes().getFirst().port();
    first = PresenceNode.on(url);
    second = PresenceNode.on(url);
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    cluster.close();
  }

  @Test
  void takesMembersOfADeadNodeOutOnAllShards() {
    List<RoomTool> rooms = cluster.nodes().stream().map(this::roomOn).toList();
    List<Onlooker> onlookers = rooms.stream().map(room -> room.watch(second)).toList();
    rooms.forEach(room -> room.join(first, "dead"));
    rooms.forEach(room -> room.join(second, "alive"));
    soon(() -> onlookers.stream().allMatch(one -> one.present().size() == 2));
    first.kill();

    soon(() -> onlookers.stream().allMatch(one -> one.present().equals(Set.of("alive"))));
    assertThat(onlookers).allSatisfy(one -> assertThat(one.nonsense()).isEmpty());
  }

  @Test
  void entersMembersAgainOnAShardThatCameBackEmpty() {
    RedisProcess withLeases = cluster.ownerOf(Keys.LEASES.getFirst());
    RedisProcess other =
        cluster.nodes().stream().filter(node -> node != withLeases).findFirst().orElseThrow();
    RoomTool lost = roomOn(other);
    RoomTool kept = roomOn(withLeases);
    Onlooker onlooker = lost.watch(second);
    lost.watch(first);
    lost.join(first, "a");
    kept.join(first, "k");
    soon(() -> onlooker.present().contains("a"));
    other.kill();
    soon(() -> !first.redis().available() && !second.redis().available());
    assertThat(kept.members(second)).containsExactly("k");
    other.startAgainEmpty();
    soon(() -> first.redis().available() && second.redis().available());

    soon(() -> lost.members(second).equals(List.of("a")));
    lost.join(first, "b");
    soon(() -> onlooker.present().equals(Set.of("a", "b")));
    assertThat(first.count("leases_lost_total")).isZero();
  }

  private RoomTool roomOn(RedisProcess node) {
    ChannelName channel =
        Stream.generate(CHANNELS::next)
            .filter(one -> cluster.ownerOf(Keys.news(one)).equals(node))
            .findFirst()
            .orElseThrow();
    return new RoomTool(channel);
  }

  private static void soon(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(condition);
  }
}
