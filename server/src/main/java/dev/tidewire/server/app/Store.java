package dev.tidewire.server.app;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.memory.MemoryBroker;
import dev.tidewire.server.broker.redis.RedisBroker;
import dev.tidewire.server.channel.FeedOptions;
import dev.tidewire.server.cluster.redis.RedisBackedCluster;
import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.presence.memory.MemoryPresence;
import dev.tidewire.server.presence.redis.RedisPresence;
import dev.tidewire.server.presence.redis.RedisPresenceOptions;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.Script;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where messages and members are: inside this process, or in Redis. Thread-safe; closing may block.
 *
 * @param feeds how channels of this store are listened to
 * @param redis that it is in, if it is; it belongs to the store
 * @param rest gives the rest back, after broker and presence are closed
 */
record Store(
    Broker broker, Presence presence, FeedOptions feeds, Optional<Redis> redis, Runnable rest)
    implements AutoCloseable {
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(5);

  /** How long a channel in Redis is known after its messages have aged and nobody asks for it. */
  private static final Duration LIFE = Duration.ofDays(1);

  /** All scripts that are run in Redis. */
  private static final List<Script> SCRIPTS =
      Stream.of(RedisBroker.SCRIPTS, RedisPresence.SCRIPTS, RedisBackedCluster.SCRIPTS)
          .flatMap(List::stream)
          .toList();

  /**
   * The store that the configuration names.
   *
   * @throws IOException when the data folder cannot be used
   */
  static Store open(ServerConfig config, InstantSource clock, Metrics metrics) throws IOException {
    return config.scale().redis().isPresent()
        ? inRedis(config, config.scale().redis().get(), clock, metrics)
        : embedded(config, clock, metrics);
  }

  private static Store embedded(ServerConfig config, InstantSource clock, Metrics metrics)
      throws IOException {
    MemoryBroker broker =
        MemoryBroker.open(Options.broker(config), clock, new BrokerMetrics(metrics));
    Sweeper sweeper = Sweeper.start("sweeper", broker::sweep, SWEEP_PERIOD);
    return new Store(
        broker, new MemoryPresence(), FeedOptions.embedded(), Optional.empty(), sweeper::close);
  }

  private static Store inRedis(
      ServerConfig config, RedisAddress address, InstantSource clock, Metrics metrics) {
    Redis redis =
        Redis.open(Options.redis(config.scale(), address), SCRIPTS, new RedisMetrics(metrics));
    RedisBroker broker = new RedisBroker(redis, LIFE, clock, new BrokerMetrics(metrics));
    RedisPresence presence =
        new RedisPresence(redis, RedisPresenceOptions.defaults(), new PresenceMetrics(metrics));
    return new Store(
        broker, presence, Options.feeds(config.scale()), Optional.of(redis), redis::close);
  }

  @Override
  public void close() {
    presence.close();
    broker.close();
    rest.run();
  }
}
