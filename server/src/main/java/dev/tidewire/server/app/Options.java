package dev.tidewire.server.app;

import dev.tidewire.server.broker.memory.MemoryBrokerOptions;
import dev.tidewire.server.channel.FeedOptions;
import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.http.HttpOptions;
import dev.tidewire.server.http.RequestLimits;
import dev.tidewire.server.http.UpgradeOptions;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import dev.tidewire.server.session.DrainPlan;
import dev.tidewire.server.session.SessionOptions;
import dev.tidewire.server.websocket.Compression;
import dev.tidewire.server.websocket.ConnectionOptions;
import dev.tidewire.server.websocket.Frame;
import dev.tidewire.server.websocket.Sending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hands each part the options record that lives beside it, filled from the configuration. */
final class Options {
  /** How long a socket is kept for another HTTP request. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** What a refused client is told to wait. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** The folder inside the data folder that the embedded broker's journal has to itself. */
  private static final String JOURNAL = "journal";

  /** What a node remembers of one channel at most. */
  private static final int RECENT_BYTES = 1 << 20;

  /** How long a channel may be quiet before a node asks whether it has missed something. */
  private static final Duration AUDIT = Duration.ofMinutes(1);

  private Options() {}

  static HttpOptions http(ServerConfig config) {
    ServerConfig.Listen listen = config.listen();
    return new HttpOptions(
        listen.host(),
        listen.port(),
        listen.internalHost(),
        listen.internalPort(),
        listen.loops() > 0 ? listen.loops() : Runtime.getRuntime().availableProcessors(),
        listen.ioUring() ? Sending.TOGETHER : Sending.ONE_BY_ONE,
        config.connections().max(),
        new RequestLimits(
            config.http().maxHeaderSize(),
            config.http().parseTimeout(),
            config.http().bodyTimeout(),
            IDLE));
  }

  static UpgradeOptions upgrade(ServerConfig config, Codec codec) {
    return new UpgradeOptions(
        Set.copyOf(config.access().allowedOrigins()),
        List.of(codec.subprotocol()),
        config.connections().compressionThreshold().isPresent()
            ? Compression.DEFLATE
            : Compression.NONE,
        config.connections().max(),
        RETRY_AFTER);
  }

  static ConnectionOptions connections(ServerConfig config, Codec codec) {
    ServerConfig.Connections limits = config.connections();
    return new ConnectionOptions(
        limits.maxMessageSize(),
        limits.maxFragments(),
        limits.maxQueuedBytes(),
        limits.maxQueueAge(),
        limits.heartbeat(),
        limits.pongTimeout(),
        limits.closeTimeout(),
        limits.maxControlFramesPerMinute(),
        limits.compressionThreshold().orElse(Integer.MAX_VALUE),
        CloseReason.SLOW_CONSUMER.code(),
        CloseReason.SLOW_CONSUMER.text(),
        Frame.heartbeat(codec.encode(new Push.Heartbeat())));
  }

  static SessionOptions sessions(ServerConfig config) {
    ServerConfig.Sessions limits = config.sessions();
    return new SessionOptions(
        limits.connectTimeout(),
        limits.maxSubscriptions(),
        limits.requestRate(),
        limits.requestBurst(),
        config.access().tokenLeeway(),
        config.connections().heartbeat(),
        config.connections().maxMessageSize(),
        config.connections().maxQueuedBytes());
  }

  static RedisOptions redis(ServerConfig.Scale scale, RedisAddress address) {
    RedisOptions defaults = RedisOptions.defaults(address);
    return new RedisOptions(
        address,
        scale.certificates().orElse(null),
        scale.timeout(),
        defaults.maxPending(),
        defaults.probe(),
        defaults.reconnect(),
        defaults.topology());
  }

  static FeedOptions feeds(ServerConfig.Scale scale) {
    return new FeedOptions(
        scale.linger(),
        Optional.of(new PageLimits(scale.recentMessages(), RECENT_BYTES)),
        scale.maxRecentBytes(),
        AUDIT);
  }

  /**
   * A server that runs alone has no other node to send its clients to: the sooner it is back the
   * better, so it closes them at once. One of several nodes spreads them over the drain.
   */
  static DrainPlan drain(ServerConfig config) {
    Duration bound = config.http().drain();
    return config.scale().redis().isPresent()
        ? DrainPlan.toOtherNodes(bound, config.connections().closeTimeout())
        : DrainPlan.atOnce(bound);
  }

  static MemoryBrokerOptions broker(ServerConfig config) {
    ServerConfig.Storage storage = config.storage();
    MemoryBrokerOptions defaults = MemoryBrokerOptions.defaults();
    MemoryBrokerOptions bounded =
        new MemoryBrokerOptions(
            storage.maxChannels(),
            storage.maxHistoryBytes(),
            storage.maxKeysPerChannel(),
            defaults.idle(),
            null);
    return storage
        .dataDir()
        .map(directory -> bounded.withJournal(directory.resolve(JOURNAL)))
        .orElse(bounded);
  }
}
