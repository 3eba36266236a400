package dev.tidewire.server.broker.redis;

import static org.awaitility.Awaitility.await;

import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One node's connections to a Redis, and brokers on it. */
final class RedisFixture implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(1);

  private final String run = UUID.randomUUID().toString();
  private final AtomicInteger channels = new AtomicInteger();
  private final Metrics metrics = new Metrics();
  private final Redis redis;

  private RedisFixture(RedisOptions options) {
    redis = Redis.open(options, RedisBroker.SCRIPTS, new RedisMetrics(metrics));
  }

  /** Connects, whether there is a Redis or not. */
  static RedisFixture connecting(String url) {
    return connecting(RedisOptions.defaults(RedisAddress.parse(url)));
  }

  static RedisFixture connecting(RedisOptions options) {
    return new RedisFixture(options);
  }

  /** Connects, and waits until it is. */
  static RedisFixture connected(String url) {
    RedisFixture fixture = connecting(url);
    await().until(fixture.redis::available);
    return fixture;
  }

  Redis redis() {
    return redis;
  }

  /** A node's broker. */
  RedisBroker broker() {
    return new RedisBroker(redis, LIFE, InstantSource.system(), new BrokerMetrics(metrics));
  }

  /** A channel that nobody else uses. */
  ChannelName unusedChannel() {
    return new ChannelName("chat:" + run + "/" + channels.incrementAndGet());
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

  /** Waits until so much time has passed by the clock that Redis shares with this process. */
  static void pass(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    await().atMost(time.plusSeconds(10)).until(() -> System.nanoTime() >= until);
  }

  @Override
  public void close() {
    redis.close();
  }
}
