package dev.tidewire.server.support.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the other tests stand on: each kind of Redis comes up, and each fault happens. */
final class RedisHarnessTest {
  @Test
  void everyTestThatAsksForTheSharedRedisGetsTheSame() {
    String url = SharedRedis.url();
    assertThat(SharedRedis.url()).isEqualTo(url);
    assertThat(RedisTool.<String>ask(RedisURI.create(url), commands -> commands.ping()))
        .isEqualTo("PONG");
  }

  @Test
  void isRecentEnough() {
    String info = RedisTool.ask(RedisURI.create(SharedRedis.url()), commands -> commands.info());
    assertThat(info).containsPattern("(redis_version:[78]|valkey_version:)");
  }

  @Test
  void losesWhatWasNotSavedWhenItIsKilled() {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.ask(commands -> commands.set("key", "kept nowhere"));
      redis.kill();
      assertThat(redis.isAlive()).isFalse();
      redis.startAgain();
      assertThat(redis.<String>ask(commands -> commands.get("key"))).isNull();
    }
  }

  @Test
  void keepsEverythingWhenItIsStopped() {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.ask(commands -> commands.set("key", "kept"));
      int port = redis.port();
      redis.stop();
      redis.startAgain();
      assertThat(redis.port()).isEqualTo(port);
      assertThat(redis.<String>ask(commands -> commands.get("key"))).isEqualTo("kept");
      redis.stop();
      redis.startAgainEmpty();
      assertThat(redis.<String>ask(commands -> commands.get("key"))).isNull();
    }
  }

  @Test
  void goesBackInTime() {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.ask(commands -> commands.set("key", "old"));
      Path snapshot = redis.snapshot();
      redis.ask(commands -> commands.set("key", "new"));
      redis.kill();
      redis.startAgainWith(snapshot);
      assertThat(redis.<String>ask(commands -> commands.get("key"))).isEqualTo("old");
    }
  }

  @Test
  void isSilentWhileItIsPaused() {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.pause();
      assertThat(RedisTool.answers(redis.port())).isFalse();
      redis.resume();
      assertThat(redis.<String>ask(commands -> commands.ping())).isEqualTo("PONG");
    }
  }

  @Test
  void takesSettingsAtItsStartAndLater() {
    try (RedisProcess redis = RedisProcess.start("maxmemory 3mb")) {
      assertThat(redis.<Map<String, String>>ask(commands -> commands.configGet("maxmemory")))
          .isEqualTo(Map.of("maxmemory", "3145728"));
      redis.set("maxmemory", "2mb");
      assertThat(redis.<Map<String, String>>ask(commands -> commands.configGet("maxmemory")))
          .isEqualTo(Map.of("maxmemory", "2097152"));
    }
  }

  @Test
  void saysWhyItDidNotStart() {
    assertThatThrownBy(() -> RedisProcess.start("no-such-setting 1"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no-such-setting");
  }

  @Test
  void formsAClusterOfThreeShards() {
    try (RedisCluster cluster = RedisCluster.start();
        RedisClusterClient client = RedisClusterClient.create(cluster.nodes().getFirst().uri());
        StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      for (String key : new String[] {"a", "b", "c", "chat:1", "chat:2"}) {
        connection.sync().set(key, key);
        RedisProcess owner = cluster.ownerOf(key);
        assertThat(owner.<String>ask(commands -> commands.get(key))).isEqualTo(key);
      }
      assertThat(SlotHash.getSlot("a") * 3 / SlotHash.SLOT_COUNT)
          .isNotEqualTo(SlotHash.getSlot("b") * 3 / SlotHash.SLOT_COUNT);
    }
  }

  @Test
  void healsAClusterWhoseShardComesBack() {
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisProcess shard = cluster.ownerOf("key");
      shard.ask(commands -> commands.set("key", "kept"));
      shard.stop();
      shard.startAgain();
      cluster.awaitHealth();
      assertThat(shard.<String>ask(commands -> commands.get("key"))).isEqualTo("kept");
    }
  }

  @Test
  void failsOverToAReplica() {
    try (RedisSentinels all = RedisSentinels.start();
        RedisClient client = RedisClient.create(all.url())) {
      RedisProcess old = all.primary();
      assertThat(all.replicas()).hasSize(2).doesNotContain(old);
      client.connect().sync().set("key", "replicated");
      old.ask(commands -> commands.waitForReplication(2, 5000));

      old.kill();

      RedisProcess promoted = all.awaitPrimaryOtherThan(old);
      assertThat(promoted).isNotSameAs(old);
      promoted.ask(commands -> commands.set("other", "written"));
      assertThat(promoted.<String>ask(commands -> commands.get("key"))).isEqualTo("replicated");
    }
  }

  @Test
  void leavesNothingBehind() {
    RedisProcess redis = RedisProcess.start();
    Path folder = Path.of(redis.ask(commands -> commands.configGet("dir")).get("dir"));
    assertThat(folder).isDirectory();
    redis.close();
    assertThat(redis.isAlive()).isFalse();
    assertThat(Files.exists(folder)).isFalse();
  }
}
