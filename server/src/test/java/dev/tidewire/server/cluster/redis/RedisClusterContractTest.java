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
import dev.tidewire.server.support.redis.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A Redis of its own: nodes of other tests would answer too, and revocations are counted. */
class RedisClusterContractTest extends ClusterContract {
  private static RedisProcess process;
  private final List<Redis> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    process = RedisProcess.start();
  }

  @AfterAll
  static void stop() {
    process.close();
  }

  @Override
  protected Cluster join(CommandListener listener, Revocations revocations) {
    process.ask(commands -> commands.flushall());
    Redis redis =
        Redis.open(
            RedisOptions.defaults(RedisAddress.parse(process.url())),
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
