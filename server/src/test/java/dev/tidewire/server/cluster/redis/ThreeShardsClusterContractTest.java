package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.ClusterContract;
import dev.tidewire.server.cluster.CommandListener;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import dev.tidewire.server.support.redis.RedisCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by nodes that meet in a cluster of three shards. */
class ThreeShardsClusterContractTest extends ClusterContract {
  private static RedisCluster shards;
  private final List<Redis> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    shards = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    shards.close();
  }

  @Override
  protected Cluster join(CommandListener listener, Revocations revocations) {
    shards.nodes().forEach(shard -> shard.ask(commands -> commands.flushall()));
    Redis redis =
        Redis.open(
            RedisOptions.defaults(
                RedisAddress.parse(
                    "redis-cluster://127.0.0.1:" + shards.nodes().getFirst().port())),
            RedisBackedCluster.SCRIPTS,
            new RedisMetrics(new Metrics()));
    opened.add(redis);
    return new RedisBackedCluster(
        redis,
        new ClusterOptions(
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            100,
            MAX_REVOCATIONS),
        listener,
        revocations,
        this::status,
        new ClusterMetrics(new Metrics()));
  }

  @AfterEach
  void disconnect() {
    opened.forEach(Redis::close);
  }
}
