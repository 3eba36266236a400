package dev.tidewire.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.channel.Namespace.Flush;
import dev.tidewire.server.channel.Namespace.PresenceMode;
import dev.tidewire.server.channel.Namespace.Publishers;
import dev.tidewire.server.config.ServerConfig.Access;
import dev.tidewire.server.config.ServerConfig.Connections;
import dev.tidewire.server.config.ServerConfig.Http;
import dev.tidewire.server.config.ServerConfig.Listen;
import dev.tidewire.server.config.ServerConfig.LogFormat;
import dev.tidewire.server.config.ServerConfig.LogLevel;
import dev.tidewire.server.config.ServerConfig.Logging;
import dev.tidewire.server.config.ServerConfig.Mode;
import dev.tidewire.server.config.ServerConfig.Scale;
import dev.tidewire.server.config.ServerConfig.Sessions;
import dev.tidewire.server.config.ServerConfig.Storage;
import dev.tidewire.server.config.ServerConfig.Tokens;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerConfigTest {
  private static final Secret SECRET = new Secret("a-Rather-Long-0123456789-Token-Secret");
  private static final Secret KEY = new Secret("K3y-0123456789-api");
  private static final Map<String, Namespace> DEFAULT_NAMESPACES =
      Map.of(
          "chat",
              namespace(
                  "chat", 500, Duration.ofHours(24), PresenceMode.ON, Publishers.CLIENTS, 16384),
          "typing",
              new Namespace(
                  "typing",
                  Retention.NONE,
                  PresenceMode.OFF,
                  Publishers.CLIENTS,
                  1024,
                  Flush.GATHERED),
          "board",
              namespace(
                  "board", 1000, Duration.ofHours(24), PresenceMode.ON, Publishers.CLIENTS, 4096),
          "machine",
              namespace(
                  "machine",
                  900,
                  Duration.ofMinutes(15),
                  PresenceMode.OFF,
                  Publishers.SERVER,
                  16384),
          "feed",
              namespace(
                  "feed", 1000, Duration.ofHours(1), PresenceMode.OFF, Publishers.SERVER, 16384),
          "user",
              namespace(
                  "user", 100, Duration.ofHours(24), PresenceMode.OFF, Publishers.SERVER, 16384));

  @TempDir Path folder;

  private static Namespace namespace(
      String name, int size, Duration age, PresenceMode presence, Publishers publishers, int max) {
    Retention retention = new Retention(size, age, Duration.ofMinutes(5));
    return new Namespace(name, retention, presence, publishers, max, Flush.GATHERED);
  }

  @Test
  void hasTheseDefaults() throws ConfigException {
    Map<String, String> environment =
        Map.of("TIDEWIRE_SECRET", SECRET.value(), "TIDEWIRE_API_KEY", KEY.value());
    assertThat(new ConfigLoader(environment, folder).load(Flags.NONE).serverConfig())
        .isEqualTo(
            new ServerConfig(
                Mode.PRODUCTION,
                new Listen("0.0.0.0", 8080, "0.0.0.0", 8081, 0, true),
                new Access(
                    List.of(SECRET),
                    List.of(KEY),
                    List.of(),
                    Duration.ofSeconds(5),
                    new Tokens(
                        List.of(), Optional.empty(), Optional.empty(), Optional.empty(), 10_000)),
                new Connections(
                    100_000,
                    65_536,
                    1024,
                    1_048_576,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    300,
                    Optional.empty(),
                    100_000),
                new Sessions(Duration.ofSeconds(10), 256, 100, 200),
                new Storage(Optional.empty(), 100_000, 268_435_456, 10_000),
                new Scale(
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    1000,
                    128L << 20),
                new Http(
                    Duration.ofSeconds(10),
                    16_384,
                    Duration.ofSeconds(10),
                    1_048_576,
                    Duration.ofSeconds(30)),
                new Logging(LogFormat.TEXT, LogLevel.INFO),
                DEFAULT_NAMESPACES));
  }

  @Test
  void takesEveryKeyOfTheFile() throws Exception {
    Path file = folder.resolve("all.yaml");
    KeyFiles.write(folder, "one.pem", "two.pem");
    Files.writeString(
        file,
        """
        host: 127.0.0.2
        port: 1
        internal-host: 127.0.0.3
        internal-port: 2
        loops: 3
        io-uring: false
        secret: %s
        api-key: %s
        allowed-origins: [https://a.example, "http://b.example:81"]
        public-keys: [one.pem, two.pem]
        jwks-url: https://idp.example/keys
        token-issuer: https://idp.example/
        token-audience: tide
        token-leeway: 4s
        token-cache: 35
        max-connections: 5
        max-message-size: 6KiB
        max-fragments: 7
        max-queued-bytes: 80KiB
        max-queue-age: 9s
        heartbeat: 10s
        pong-timeout: 11s
        close-timeout: 12s
        max-control-frames-per-minute: 13
        compression: true
        compression-threshold: 35KiB
        max-backlog: 32
        connect-timeout: 14s
        max-subscriptions: 15
        request-rate: 16
        request-burst: 17
        data-dir: kept
        max-channels: 18
        max-history-bytes: 19MiB
        max-keys-per-channel: 33
        redis: redis-sentinel://tide:w%%40ve@[::1]:1,b/3#lead
        redis-certificates: ca.pem
        redis-timeout: 28s
        linger: 29s
        recent-messages: 30
        max-recent-bytes: 31MiB
        parse-timeout: 20s
        max-header-size: 21KiB
        body-timeout: 34s
        max-api-body: 22KiB
        drain: 23s
        log-format: json
        log-level: debug
        dev: false
        dev-allow-remote: false
        namespaces:
          mine:
            history: 24
            history-age: 25s
            idempotency: 26s
            presence: true
            publishers: clients
            max-message-size: 27KiB
            flush: prompt
          bare:
        """
            .formatted(SECRET.value(), KEY.value()));
    Flags flags = new Flags(Map.of("config", List.of("all.yaml")), List.of(), List.of());
    Configuration configuration = new ConfigLoader(Map.of(), folder).load(flags);
    assertThat(configuration.shown())
        .allSatisfy(shown -> assertThat(shown.origin()).startsWith(file + ":"));
    assertThat(configuration.serverConfig())
        .isEqualTo(
            new ServerConfig(
                Mode.PRODUCTION,
                new Listen("127.0.0.2", 1, "127.0.0.3", 2, 3, false),
                new Access(
                    List.of(SECRET),
                    List.of(KEY),
                    List.of("https://a.example", "http://b.example:81"),
                    Duration.ofSeconds(4),
                    new Tokens(
                        List.of(folder.resolve("one.pem"), folder.resolve("two.pem")),
                        Optional.of(URI.create("https://idp.example/keys")),
                        Optional.of("https://idp.example/"),
                        Optional.of("tide"),
                        35)),
                new Connections(
                    5,
                    6 * 1024,
                    7,
                    80 * 1024,
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(11),
                    Duration.ofSeconds(12),
                    13,
                    Optional.of(35 * 1024),
                    32),
                new Sessions(Duration.ofSeconds(14), 15, 16, 17),
                new Storage(Optional.of(folder.resolve("kept")), 18, 19L << 20, 33),
                new Scale(
                    Optional.of(
                        new RedisAddress(
                            RedisAddress.Kind.SENTINEL,
                            false,
                            List.of(
                                new RedisAddress.Host("::1", 1), new RedisAddress.Host("b", 26379)),
                            Optional.of(new RedisAddress.Credentials("tide", "w@ve")),
                            3,
                            "lead")),
                    Optional.of(folder.resolve("ca.pem")),
                    Duration.ofSeconds(28),
                    Duration.ofSeconds(29),
                    30,
                    31L << 20),
                new Http(
                    Duration.ofSeconds(20),
                    21 * 1024,
                    Duration.ofSeconds(34),
                    22 * 1024,
                    Duration.ofSeconds(23)),
                new Logging(LogFormat.JSON, LogLevel.DEBUG),
                Map.of(
                    "mine",
                    new Namespace(
                        "mine",
                        new Retention(24, Duration.ofSeconds(25), Duration.ofSeconds(26)),
                        PresenceMode.ON,
                        Publishers.CLIENTS,
                        27 * 1024,
                        Flush.PROMPT),
                    "bare",
                    new Namespace(
                        "bare",
                        Retention.NONE,
                        PresenceMode.OFF,
                        Publishers.SERVER,
                        16 * 1024,
                        Flush.GATHERED))));
  }

  @Test
  void isMadeForOneMachineInDevelopment() throws ConfigException {
    Flags dev = new Flags(Map.of("dev", List.of("true")), List.of(), List.of());
    ServerConfig config = new ConfigLoader(Map.of(), folder).load(dev).serverConfig();
    assertThat(config.mode()).isEqualTo(Mode.DEVELOPMENT);
    assertThat(config.listen())
        .isEqualTo(new Listen("127.0.0.1", 8080, "127.0.0.1", 8081, 0, true));
    assertThat(config.access().apiKeys()).containsExactly(new Secret("dev"));
    assertThat(config.storage().dataDir()).contains(folder.resolve(".tidewire"));
  }

  @Test
  void needsNoSecretWhenPublicKeysVerifyTokens() throws Exception {
    KeyFiles.write(folder, "one.pem");
    for (Map.Entry<String, String> keys :
        Map.of("TIDEWIRE_PUBLIC_KEYS", "one.pem", "TIDEWIRE_JWKS_URL", "https://idp.example/keys")
            .entrySet()) {
      Map<String, String> environment =
          Map.of("TIDEWIRE_API_KEY", KEY.value(), keys.getKey(), keys.getValue());
      Access access =
          new ConfigLoader(environment, folder).load(Flags.NONE).serverConfig().access();
      assertThat(access.secrets()).isEmpty();
      assertThat(access.tokens().havePublicKeys()).isTrue();
    }
  }

  @Test
  void showsNoSecret() throws ConfigException {
    Map<String, String> environment =
        Map.of(
            "TIDEWIRE_SECRET",
            SECRET.value(),
            "TIDEWIRE_API_KEY",
            KEY.value(),
            "TIDEWIRE_REDIS",
            "redis://me:my-redis-password@host");
    Configuration configuration = new ConfigLoader(environment, folder).load(Flags.NONE);
    assertThat(configuration.serverConfig().toString() + configuration.shown())
        .contains("(redacted)")
        .doesNotContain(SECRET.value(), KEY.value(), "my-redis-password");
  }
}
