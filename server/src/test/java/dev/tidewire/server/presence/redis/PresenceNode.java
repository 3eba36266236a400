package dev.tidewire.server.presence.redis;

import static org.awaitility.Awaitility.await;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** One node of several: its own connections to Redis, and its presence. */
final class PresenceNode implements AutoCloseable {
  /** So short that tests need not wait, and long enough for a busy machine. */
  static final Duration LEASE = Duration.ofSeconds(2);

  static final RedisPresenceOptions OPTIONS =
      new RedisPresenceOptions(
          LEASE,
          Duration.ofMillis(10),
          500,
          64 * 1024,
          1000,
          256 * 1024,
          Duration.ofSeconds(2),
          Duration.ofMinutes(1));

  private final Metrics metrics = new Metrics();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Redis redis;
  private final RedisPresence presence;

  private PresenceNode(String url, RedisPresenceOptions options) {
    redis =
        Redis.open(
            RedisOptions.defaults(RedisAddress.parse(url)),
            RedisPresence.SCRIPTS,
            new RedisMetrics(metrics));
    presence =
        new RedisPresence(
            redis,
            options,
            thread,
            System::nanoTime,
            RandomGenerator.getDefault(),
            new PresenceMetrics(metrics));
  }

  /** A node, whether there is a Redis or not. */
  static PresenceNode starting(String url) {
    return new PresenceNode(url, OPTIONS);
  }

  /** A node that is connected. */
  static PresenceNode on(String url) {
    return on(url, OPTIONS);
  }

  static PresenceNode on(String url, RedisPresenceOptions options) {
    PresenceNode node = new PresenceNode(url, options);
    await().until(node.redis::available);
    return node;
  }

  RedisPresence presence() {
    return presence;
  }

  Redis redis() {
    return redis;
  }

  /** What a counter shows, its name being without {@code tidewire_presence_}. */
  double count(String counter) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("tidewire_presence_" + counter))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How many things of this kind it could not read. */
  double unreadable(String what) {
    String name = "tidewire_redis_unreadable_total{what=\"" + what + "\"} ";
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  /** Ends it like {@code kill -9} does: nobody says good-bye. */
  void kill() {
    thread.shutdownNow();
    redis.close();
  }

  /** Stops its thread until the latch is counted down. */
  CountDownLatch pause() {
    CountDownLatch on = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    thread.execute(() -> {
      stopped.countDown();
      awaitCalmly(on);
    });
    awaitCalmly(stopped);
    return on;
  }

  private static void awaitCalmly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the node is killed meanwhile
    }
  }

  @Override
  public void close() {
    presence.close();
    redis.close();
  }
}
