package dev.tidewire.server.redis;

import dev.tidewire.server.redis.RedisAddress.Host;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Lettuce, set so that nothing happens behind our back. Thread-safe.
 *
 * <p>A connection that ends is not revived: Lettuce would send again what was not answered, and it
 * loses subscriptions when it subscribes again in a cluster (all shard channels in one {@code
 * SSUBSCRIBE}, which a cluster refuses). {@link Link} opens a new one instead.
 */
final class Lettuce implements AutoCloseable {
  /** Two: one for commands, one for what is published; more would take cores from the loops. */
  private static final int IO_THREADS = 2;

  private static final Duration TCP_KEEP_ALIVE = Duration.ofSeconds(5);
  private static final int TCP_KEEP_ALIVE_PROBES = 3;

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final RedisOptions options;
  private final ClientResources resources;
  private final RedisClient client;

  Lettuce(RedisOptions options) {
    this.options = options;
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(IO_THREADS)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
            .build();
    client = RedisClient.create(resources);
    client.setOptions(clientOptions(options));
  }

  /** A connection to the server that the address names, or that its sentinels name now. */
  CompletionStage<StatefulRedisConnection<String, byte[]>> commands(RedisURI where) {
    return client.connectAsync(CODEC, where);
  }

  /** One that hears what is published. */
  CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> listening(RedisURI where) {
    return client.connectPubSubAsync(CODEC, where);
  }

  /** Where the address itself leads: to the server, or to the primary by way of its sentinels. */
  RedisURI primary() {
    RedisAddress address = options.address();
    if (address.kind() != RedisAddress.Kind.SENTINEL) {
      return node(address.hosts().getFirst());
    }
    RedisURI.Builder uri = null;
    for (Host sentinel : address.hosts()) {
      if (uri == null) {
        uri = RedisURI.Builder.sentinel(sentinel.name(), sentinel.port(), address.master());
      } else {
        uri.withSentinel(sentinel.name(), sentinel.port());
      }
    }
    if (uri == null) {
      throw new IllegalStateException("An address names at least one host.");
    }
    return finished(uri);
  }

  /** Where one server is. */
  RedisURI node(Host host) {
    return finished(RedisURI.Builder.redis(host.name(), host.port()));
  }

  /** Ends all connections. Blocks for a moment. */
  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private RedisURI finished(RedisURI.Builder uri) {
    RedisAddress address = options.address();
    uri.withTimeout(options.timeout()).withClientName("tidewire").withSsl(address.tls());
    if (address.kind() != RedisAddress.Kind.CLUSTER) {
      uri.withDatabase(address.database());
    }
    address
        .credentials()
        .ifPresent(who -> {
          if (who.user().isEmpty()) {
            uri.withPassword(who.password().toCharArray());
          } else {
            uri.withAuthentication(who.user(), who.password().toCharArray());
          }
        });
    return uri.build();
  }

  private static ClientOptions clientOptions(RedisOptions options) {
    ClientOptions.Builder built =
        ClientOptions.builder()
            .autoReconnect(false)
            .replayFilter(_ -> true)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(options.maxPending())
            .pingBeforeActivateConnection(true)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .timeoutOptions(TimeoutOptions.enabled(options.timeout()))
            .socketOptions(socketOptions(options));
    if (options.certificates() != null) {
      built.sslOptions(SslOptions.builder().trustManager(options.certificates().toFile()).build());
    }
    return built.build();
  }

  private static SocketOptions socketOptions(RedisOptions options) {
    return SocketOptions.builder()
        .connectTimeout(options.timeout())
        .tcpNoDelay(true)
        .keepAlive(
            KeepAliveOptions.builder()
                .enable()
                .idle(TCP_KEEP_ALIVE)
                .interval(TCP_KEEP_ALIVE)
                .count(TCP_KEEP_ALIVE_PROBES)
                .build())
        .tcpUserTimeout(
            TcpUserTimeoutOptions.builder()
                .enable()
                .tcpUserTimeout(options.timeout().multipliedBy(2))
                .build())
        .build();
  }
}
