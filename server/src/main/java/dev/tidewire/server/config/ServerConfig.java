package dev.tidewire.server.config;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that can be configured, validated. Plain values: the composition root hands each part the
 * options record that lives beside it. {@link Catalogue} has the units, defaults and limits.
 */
public record ServerConfig(
    Mode mode,
    Listen listen,
    Access access,
    Connections connections,
    Sessions sessions,
    Storage storage,
    Scale scale,
    Http http,
    Logging logging,
    Map<String, Namespace> namespaces) {

  /** Copies the map. */
  public ServerConfig {
    namespaces = Map.copyOf(namespaces);
  }

  /** What the server is started for. */
  public enum Mode {
    /** A demonstration on one machine: generated secret, demo pages, token endpoint. */
    DEVELOPMENT,
    /** Everything else. */
    PRODUCTION
  }

  /**
   * Where the server listens.
   *
   * @param host the address of the public port
   * @param port the public port; 0 lets the operating system choose
   * @param internalHost the address of the internal port
   * @param internalPort the internal port; 0 lets the operating system choose
   * @param loops I/O threads; 0 means one per core
   * @param ioUring whether io_uring is used where there is one
   */
  public record Listen(
      String host, int port, String internalHost, int internalPort, int loops, boolean ioUring) {}

  /**
   * Who may come in.
   *
   * @param secrets token secrets, the one that signs first; empty when only public keys verify
   * @param apiKeys keys of the server API
   * @param allowedOrigins origins of pages that may connect; empty means the page's own server only
   * @param tokenLeeway how far clocks may disagree about a token's times
   * @param tokens what else tokens are verified with
   */
  public record Access(
      List<Secret> secrets,
      List<Secret> apiKeys,
      List<String> allowedOrigins,
      Duration tokenLeeway,
      Tokens tokens) {
    /** Copies the lists. */
    public Access {
      secrets = List.copyOf(secrets);
      apiKeys = List.copyOf(apiKeys);
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /**
   * What tokens are verified with beside a secret.
   *
   * @param publicKeys files of public keys, absolute
   * @param jwksUrl where more of them are fetched; empty for nowhere
   * @param issuer the {@code iss} that they must have; empty for any
   * @param audience what must be in their {@code aud}; empty for anything
   * @param cache verified tokens that are remembered; 0 for none
   */
  public record Tokens(
      List<Path> publicKeys,
      Optional<URI> jwksUrl,
      Optional<String> issuer,
      Optional<String> audience,
      int cache) {
    /** Copies the list. */
    public Tokens {
      publicKeys = List.copyOf(publicKeys);
    }

    /** Whether there are public keys at all. */
    public boolean havePublicKeys() {
      return !publicKeys.isEmpty() || jwksUrl.isPresent();
    }
  }

  /**
   * The limits of WebSocket connections.
   *
   * @param max connections on this node
   * @param maxMessageSize bytes of one message from a client
   * @param maxFragments frames of one fragmented message
   * @param maxQueuedBytes bytes that wait for one slow client before it is closed
   * @param maxQueueAge how long the oldest of them may wait before it is closed
   * @param heartbeat between two pings
   * @param pongTimeout from a ping without an answer to the cut
   * @param closeTimeout from our close frame to the cut
   * @param maxControlFramesPerMinute pings and pongs from one client
   * @param compressionThreshold bytes of the shortest message that is compressed for clients that
   *     offer it; empty when none is
   * @param maxBacklog deliveries that may wait on a loop before publishes are refused
   */
  public record Connections(
      int max,
      int maxMessageSize,
      int maxFragments,
      int maxQueuedBytes,
      Duration maxQueueAge,
      Duration heartbeat,
      Duration pongTimeout,
      Duration closeTimeout,
      int maxControlFramesPerMinute,
      Optional<Integer> compressionThreshold,
      int maxBacklog) {}

  /**
   * The limits of sessions.
   *
   * @param connectTimeout from the upgrade to {@code connect}
   * @param maxSubscriptions channels of one session
   * @param requestRate requests per second of one session, in the long run
   * @param requestBurst requests that may come at once
   */
  public record Sessions(
      Duration connectTimeout, int maxSubscriptions, int requestRate, int requestBurst) {}

  /**
   * What the embedded broker keeps.
   *
   * @param dataDir where it is kept across a restart, absolute; empty for memory only
   * @param maxChannels channels with a history
   * @param maxHistoryBytes bytes of all histories together
   * @param maxKeysPerChannel idempotency keys remembered of a channel
   */
  public record Storage(
      Optional<Path> dataDir, int maxChannels, long maxHistoryBytes, int maxKeysPerChannel) {}

  /**
   * How several nodes meet.
   *
   * @param redis where; empty for a node that stands alone
   * @param certificates what the TLS certificate of Redis is checked against, absolute; empty for
   *     those that Java trusts
   * @param timeout of whatever is asked of Redis
   * @param linger how long the node listens to a channel after its last subscriber has left
   * @param recentMessages that the node remembers of a channel
   * @param maxRecentBytes that it remembers of all channels together
   */
  public record Scale(
      Optional<RedisAddress> redis,
      Optional<Path> certificates,
      Duration timeout,
      Duration linger,
      int recentMessages,
      long maxRecentBytes) {}

  /**
   * The limits of HTTP requests, and of a stop.
   *
   * @param parseTimeout until a request's header has come
   * @param maxHeaderSize bytes of a request's header
   * @param bodyTimeout until its body has come
   * @param maxApiBody bytes of a request to the server API
   * @param drain over which a stopping server sends its clients away
   */
  public record Http(
      Duration parseTimeout,
      int maxHeaderSize,
      Duration bodyTimeout,
      int maxApiBody,
      Duration drain) {}

  /** How the log looks and what is in it. */
  public record Logging(LogFormat format, LogLevel level) {}

  /** How the log looks. */
  public enum LogFormat {
    /** Lines for people. */
    TEXT,
    /** One JSON object per line. */
    JSON
  }

  /** The least severe event that is logged. */
  public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
