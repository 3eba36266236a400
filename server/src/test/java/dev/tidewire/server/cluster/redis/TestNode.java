package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.RecordingNode;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One node of several: its connections to Redis, its place in the cluster, and what it was asked.
 */
final class TestNode implements AutoCloseable {
  static final int MAX_COMMANDS = 5;

  private static final ClusterOptions OPTIONS =
      new ClusterOptions(
          Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofSeconds(2), MAX_COMMANDS, 1000);

  final Revocations revocations = new Revocations(InstantSource.system());
  final RecordingNode sessions = new RecordingNode(revocations);
  final RedisBackedCluster cluster;
  private final Metrics metrics = new Metrics();
  private final Redis redis;

  private TestNode(String name, String url) {
    redis =
        Redis.open(
            RedisOptions.defaults(RedisAddress.parse(url)),
            RedisBackedCluster.SCRIPTS,
            new RedisMetrics(metrics));
    NodeStatus status = new NodeStatus(name, "1", Instant.EPOCH, NodeStatus.State.READY, 1, 2, 3);
    cluster =
        new RedisBackedCluster(
            redis, OPTIONS, sessions, revocations, () -> status, new ClusterMetrics(metrics));
  }

  /** Joins the nodes of a Redis, which may be away. */
  static TestNode join(String name, String url) {
    return new TestNode(name, url);
  }

  Redis redis() {
    return redis;
  }

  /** How many things of this kind it could not read. */
  double unreadable(String what) {
    return metric("tidewire_redis_unreadable_total{what=\"" + what + "\"}");
  }

  /** The value of a metric, by its whole name with labels. */
  double metric(String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /** Ends it as a crash would: its lease stays. */
  void crash() {
    redis.close();
  }

  @Override
  public void close() {
    cluster.close();
    redis.close();
  }
}
