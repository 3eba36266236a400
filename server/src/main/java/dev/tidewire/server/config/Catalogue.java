package dev.tidewire.server.config;

import static dev.tidewire.server.config.Setting.setting;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.config.ServerConfig.LogFormat;
import dev.tidewire.server.config.ServerConfig.LogLevel;
import dev.tidewire.server.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every setting of the server, in the order in which people should meet them. Flags, variables,
 * keys of the file, help and the default file all come from here.
 */
final class Catalogue {
  private static final ValueType<List<Secret>> SECRETS =
      ValueType.list("secret", "texts without commas", Secret::new);

  static final ValueType<Boolean> SWITCH = ValueType.flag();

  // Where the server listens
  static final Setting<String> HOST =
      setting("host", ValueType.host(), "0.0.0.0", "The address that the public port listens on.")
          .inDevelopment("127.0.0.1");
  static final Setting<Integer> PORT =
      setting(
          "port",
          ValueType.number(0, 65535),
          "8080",
          "The public port: WebSockets at /ws and, with --dev, the demo pages. 0 lets the system"
              + " choose one.");
  static final Setting<String> INTERNAL_HOST =
      setting(
          "internal-host",
          ValueType.host(),
          "",
          "The address that the internal port listens on. Nothing means: the same as host.");
  static final Setting<Integer> INTERNAL_PORT =
      setting(
          "internal-port",
          ValueType.number(0, 65535),
          "8081",
          "The internal port: the server API at /api, /metrics and /health. Keep it inside your"
              + " network.");
  static final Setting<Integer> LOOPS =
      setting("loops", ValueType.number(0, 1024), "0", "I/O threads. 0 means one per core.");
  static final Setting<Boolean> IO_URING =
      setting(
          "io-uring",
          SWITCH,
          "true",
          "Send to many connections with one system call, where the kernel has io_uring and lets"
              + " this process use it. Elsewhere, and when false, each connection is written to by"
              + " itself.");

  // Who may come in
  static final Setting<List<Secret>> SECRET =
      setting(
              "secret",
              SECRETS,
              "",
              "The secret that tokens are signed with (HS256): at least 32 bytes. To change it, give"
                  + " two: the first signs, both verify. With --dev one is generated and kept in the"
                  + " data folder.")
          .kept();
  static final Setting<List<Path>> PUBLIC_KEYS =
      setting(
          "public-keys",
          ValueType.files(),
          "",
          "Files of public keys, PEM or JWKS, that tokens are verified with: RS256, PS256, ES256,"
              + " ES384, ES512 or EdDSA. With them or jwks-url a secret is not needed.");
  static final Setting<Optional<URI>> JWKS_URL =
      setting(
          "jwks-url",
          ValueType.keysUrl(),
          "",
          "Where the issuer of tokens publishes its public keys as a JWKS, such as"
              + " https://example.org/.well-known/jwks.json. They are fetched again before they grow"
              + " old, and when a token names a key that is not known.");
  static final Setting<Optional<String>> TOKEN_ISSUER =
      setting(
          "token-issuer",
          ValueType.text(),
          "",
          "The iss that every token must have. Nothing means: any.");
  static final Setting<Optional<String>> TOKEN_AUDIENCE =
      setting(
          "token-audience",
          ValueType.text(),
          "",
          "What every token must have in its aud. Nothing means: anything.");
  static final Setting<List<Secret>> API_KEY =
      setting(
              "api-key",
              SECRETS,
              "",
              "The key of the server API: at least 16 characters. Several may be given; each opens"
                  + " it.")
          .kept()
          .inDevelopment("dev");
  static final Setting<List<String>> ALLOWED_ORIGINS =
      setting(
          "allowed-origins",
          ValueType.origins(),
          "",
          "Origins whose pages may connect, such as https://example.org. Nothing means: only pages"
              + " of this server's own host. They are compared exactly.");
  static final Setting<Duration> TOKEN_LEEWAY =
      setting(
          "token-leeway",
          ValueType.duration("0s", "60s"),
          "5s",
          "How far the clocks of the token's issuer and of this server may be apart.");
  static final Setting<Integer> TOKEN_CACHE =
      setting(
          "token-cache",
          ValueType.number(0, 10_000_000),
          "10000",
          "Verified tokens that are remembered until they expire, so that clients that reconnect"
              + " cost no signature. 0 means none.");

  // Connections
  static final Setting<Integer> MAX_CONNECTIONS =
      setting(
          "max-connections",
          ValueType.number(1, 10_000_000),
          "100000",
          "Connections on this node. More are refused with 503.");
  static final Setting<Integer> MAX_MESSAGE_SIZE =
      setting(
          "max-message-size",
          ValueType.size("1KiB", "16MiB"),
          "64KiB",
          "The largest message that a client may send.");
  static final Setting<Integer> MAX_FRAGMENTS =
      setting(
          "max-fragments",
          ValueType.number(1, 1_000_000),
          "1024",
          "Into how many frames a client may cut one message.");
  static final Setting<Integer> MAX_QUEUED_BYTES =
      setting(
          "max-queued-bytes",
          ValueType.size("16KiB", "1GiB"),
          "1MiB",
          "How much may wait for a slow client before it is closed and told to resume.");
  static final Setting<Duration> MAX_QUEUE_AGE =
      setting(
          "max-queue-age",
          ValueType.duration("100ms", "10m"),
          "10s",
          "How long it may wait before the slow client is closed and told to resume.");
  static final Setting<Duration> HEARTBEAT =
      setting(
          "heartbeat",
          ValueType.duration("100ms", "10m"),
          "25s",
          "Between two heartbeats. Keep it below the idle timeout of each proxy on the way.");
  static final Setting<Duration> PONG_TIMEOUT =
      setting(
          "pong-timeout",
          ValueType.duration("100ms", "10m"),
          "10s",
          "How long a client may leave a ping unanswered before it is cut.");
  static final Setting<Duration> CLOSE_TIMEOUT =
      setting(
          "close-timeout",
          ValueType.duration("100ms", "1m"),
          "5s",
          "How long a client may leave a close unanswered before it is cut.");
  static final Setting<Integer> MAX_CONTROL_FRAMES_PER_MINUTE =
      setting(
          "max-control-frames-per-minute",
          ValueType.number(10, 1_000_000),
          "300",
          "Pings and pongs from one client per minute. More are taken for a flood.");
  static final Setting<Boolean> COMPRESSION =
      setting(
          "compression",
          SWITCH,
          "false",
          "Compress messages for clients that offer permessage-deflate: fewer bytes for more"
              + " processor time.");
  static final Setting<Integer> COMPRESSION_THRESHOLD =
      setting(
          "compression-threshold",
          ValueType.size("64B", "256KiB"),
          "512B",
          "With compression: the shortest message that is compressed.");
  static final Setting<Integer> MAX_BACKLOG =
      setting(
          "max-backlog",
          ValueType.number(1, 100_000_000),
          "100000",
          "Deliveries that may wait on one I/O thread. While more do, publishes are refused.");

  // Sessions
  static final Setting<Duration> CONNECT_TIMEOUT =
      setting(
          "connect-timeout",
          ValueType.duration("100ms", "5m"),
          "10s",
          "How long a client may take to present its token.");
  static final Setting<Integer> MAX_SUBSCRIPTIONS =
      setting(
          "max-subscriptions",
          ValueType.number(1, 100_000),
          "256",
          "Channels that one connection may subscribe to.");
  static final Setting<Integer> REQUEST_RATE =
      setting(
          "request-rate",
          ValueType.number(1, 1_000_000),
          "100",
          "Requests per second of one connection, in the long run.");
  static final Setting<Integer> REQUEST_BURST =
      setting(
          "request-burst",
          ValueType.number(1, 1_000_000),
          "200",
          "Requests of one connection that may come at once.");

  // Storage
  static final Setting<Optional<Path>> DATA_DIR =
      setting(
              "data-dir",
              ValueType.folder(),
              "",
              "The folder that keeps histories across a restart. Nothing means: memory only. With redis,"
                  + " Redis keeps them.")
          .inDevelopment(".tidewire");
  static final Setting<Integer> MAX_CHANNELS =
      setting(
          "max-channels",
          ValueType.number(1, 100_000_000),
          "100000",
          "Channels with a history on this node.");
  static final Setting<Long> MAX_HISTORY_BYTES =
      setting(
          "max-history-bytes",
          ValueType.bigSize("1MiB", "1024GiB"),
          "256MiB",
          "The size of all histories on this node together. Beyond it the oldest channels' are let go.");
  static final Setting<Integer> MAX_KEYS_PER_CHANNEL =
      setting(
          "max-keys-per-channel",
          ValueType.number(1, 10_000_000),
          "10000",
          "Idempotency keys that are remembered of one channel. Over it the oldest is forgotten"
              + " before its time.");

  // Several nodes
  static final Setting<Optional<RedisAddress>> REDIS =
      setting(
              "redis",
              ValueType.redis(),
              "",
              "The Redis or Valkey (7.0 or later) in which several nodes meet:"
                  + " redis://user:password@host:6379, redis-sentinel://host:26379,host:26379#name or"
                  + " redis-cluster://host:6379,host:6379, with rediss for TLS. Nothing means: this"
                  + " node stands alone.")
          .kept();
  static final Setting<Optional<Path>> REDIS_CERTIFICATES =
      setting(
          "redis-certificates",
          ValueType.file(),
          "",
          "A file of PEM certificates that vouch for a Redis behind TLS. Nothing means: those that"
              + " Java trusts.");
  static final Setting<Duration> REDIS_TIMEOUT =
      setting(
          "redis-timeout",
          ValueType.duration("100ms", "30s"),
          "2s",
          "How long Redis may take for an answer before what was asked of it has failed.");
  static final Setting<Duration> LINGER =
      setting(
          "linger",
          ValueType.duration("0s", "1h"),
          "30s",
          "With redis: how long this node goes on listening to a channel after its last subscriber"
              + " here has left.");
  static final Setting<Integer> RECENT_MESSAGES =
      setting(
          "recent-messages",
          ValueType.number(1, 100_000),
          "1000",
          "With redis: the newest messages of a channel that this node remembers, so that a crowd"
              + " that resumes does not ask Redis.");
  static final Setting<Long> MAX_RECENT_BYTES =
      setting(
          "max-recent-bytes",
          ValueType.bigSize("64KiB", "1024GiB"),
          "128MiB",
          "With redis: what this node remembers of all channels together.");

  // HTTP
  static final Setting<Duration> PARSE_TIMEOUT =
      setting(
          "parse-timeout",
          ValueType.duration("100ms", "5m"),
          "10s",
          "How long the header of a request may take to come.");
  static final Setting<Integer> MAX_HEADER_SIZE =
      setting(
          "max-header-size",
          ValueType.size("1KiB", "1MiB"),
          "16KiB",
          "The largest header of a request.");
  static final Setting<Duration> BODY_TIMEOUT =
      setting(
          "body-timeout",
          ValueType.duration("100ms", "5m"),
          "10s",
          "How long the body of a request may take to come.");
  static final Setting<Integer> MAX_API_BODY =
      setting(
          "max-api-body",
          ValueType.size("1KiB", "64MiB"),
          "1MiB",
          "The largest body of a request to the server API.");
  static final Setting<Duration> DRAIN =
      setting(
              "drain",
              ValueType.duration("0s", "1h"),
              "30s",
              "How long a server that stops may take to send its clients to other nodes. One that"
                  + " runs alone closes them at once.")
          .inDevelopment("3s");

  // Logging
  static final Setting<LogFormat> LOG_FORMAT =
      setting(
          "log-format",
          ValueType.choice(LogFormat.class),
          "text",
          "text for people, json for machines. Both go to standard error.");
  static final Setting<LogLevel> LOG_LEVEL =
      setting(
          "log-level", ValueType.choice(LogLevel.class), "info", "The least severe event logged.");

  // Development
  static final Setting<Boolean> DEV =
      setting(
          "dev",
          SWITCH,
          "false",
          "A server to try things with: embedded broker, generated secret, demo pages, loopback"
              + " only.");
  static final Setting<Boolean> DEV_ALLOW_REMOTE =
      setting(
          "dev-allow-remote",
          SWITCH,
          "false",
          "With --dev: listen beyond this machine, where everybody may mint tokens and publish.");

  /** Settings that belong together, with a title. */
  record Group(String title, List<Setting<?>> settings) {}

  static final List<Group> GROUPS =
      List.of(
          new Group(
              "Where the server listens",
              List.of(HOST, PORT, INTERNAL_HOST, INTERNAL_PORT, LOOPS, IO_URING)),
          new Group(
              "Who may come in",
              List.of(
                  SECRET,
                  PUBLIC_KEYS,
                  JWKS_URL,
                  TOKEN_ISSUER,
                  TOKEN_AUDIENCE,
                  TOKEN_LEEWAY,
                  TOKEN_CACHE,
                  API_KEY,
                  ALLOWED_ORIGINS)),
          new Group(
              "Connections",
              List.of(
                  MAX_CONNECTIONS,
                  MAX_MESSAGE_SIZE,
                  MAX_FRAGMENTS,
                  MAX_QUEUED_BYTES,
                  MAX_QUEUE_AGE,
                  HEARTBEAT,
                  PONG_TIMEOUT,
                  CLOSE_TIMEOUT,
                  MAX_CONTROL_FRAMES_PER_MINUTE,
                  COMPRESSION,
                  COMPRESSION_THRESHOLD,
                  MAX_BACKLOG)),
          new Group(
              "Sessions", List.of(CONNECT_TIMEOUT, MAX_SUBSCRIPTIONS, REQUEST_RATE, REQUEST_BURST)),
          new Group(
              "Storage", List.of(DATA_DIR, MAX_CHANNELS, MAX_HISTORY_BYTES, MAX_KEYS_PER_CHANNEL)),
          new Group(
              "Several nodes",
              List.of(
                  REDIS,
                  REDIS_CERTIFICATES,
                  REDIS_TIMEOUT,
                  LINGER,
                  RECENT_MESSAGES,
                  MAX_RECENT_BYTES)),
          new Group(
              "HTTP and stopping",
              List.of(PARSE_TIMEOUT, MAX_HEADER_SIZE, BODY_TIMEOUT, MAX_API_BODY, DRAIN)),
          new Group("Logging", List.of(LOG_FORMAT, LOG_LEVEL)),
          new Group("Development", List.of(DEV, DEV_ALLOW_REMOTE)));

  static final List<Setting<?>> ALL =
      GROUPS.stream().<Setting<?>>flatMap(group -> group.settings().stream()).toList();

  private Catalogue() {}

  static <K> Map<K, Setting<?>> by(Function<Setting<?>, K> key) {
    return ALL.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
  }
}
