package dev.tidewire.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigPrecedenceTest {
  private static final String SECRET = "a-Rather-Long-0123456789-Token-Secret";
  private static final String KEY = "K3y-0123456789-api";

  /** Three values of each setting that are not its default: for file, environment and flag. */
  private static final Map<String, List<String>> SAMPLES =
      Map.ofEntries(
          Map.entry("host", List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")),
          Map.entry("internal-host", List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")),
          Map.entry("io-uring", List.of("false", "true", "false")),
          Map.entry("secret", List.of(SECRET + 1, SECRET + 2, SECRET + 3)),
          Map.entry("api-key", List.of(KEY + 1, KEY + 2, KEY + 3)),
          Map.entry(
              "allowed-origins",
              List.of("http://a.example", "http://b.example", "http://c.example")),
          Map.entry("public-keys", List.of("one.pem", "two.pem", "three.pem")),
          Map.entry(
              "jwks-url", List.of("https://a.example/1", "http://127.0.0.1:1/2", "https://c/3")),
          Map.entry("token-issuer", List.of("one", "two", "three")),
          Map.entry("token-audience", List.of("one", "two", "three")),
          Map.entry("data-dir", List.of("one", "two", "three")),
          Map.entry("redis", List.of("redis://a", "redis-cluster://b", "redis-sentinel://c#d")),
          Map.entry("redis-certificates", List.of("one.pem", "two.pem", "three.pem")),
          Map.entry("max-history-bytes", List.of("2MiB", "3MiB", "4MiB")),
          Map.entry("max-recent-bytes", List.of("2MiB", "3MiB", "4MiB")),
          Map.entry("compression", List.of("true", "false", "true")),
          Map.entry("log-format", List.of("json", "text", "json")),
          Map.entry("log-level", List.of("warn", "error", "debug")),
          Map.entry("dev", List.of("true", "false", "true")),
          Map.entry("dev-allow-remote", List.of("true", "false", "true")));

  private static final Map<String, List<String>> BY_PLACEHOLDER =
      Map.of(
          "number", List.of("301", "302", "303"),
          "size", List.of("17KiB", "18KiB", "19KiB"),
          "duration", List.of("7s", "8s", "9s"));

  @TempDir Path folder;

  static Stream<Setting<?>> settings() {
    return Catalogue.ALL.stream();
  }

  private static List<String> samples(Setting<?> setting) {
    List<String> samples =
        SAMPLES.getOrDefault(setting.name(), BY_PLACEHOLDER.get(setting.type().placeholder()));
    return java.util.Objects.requireNonNull(samples, setting.name());
  }

  private Configuration load(Map<String, String> environment, Map<String, List<String>> flags)
      throws ConfigException {
    Map<String, String> needed = new HashMap<>(environment);
    needed.putIfAbsent("TIDEWIRE_SECRET", SECRET);
    needed.putIfAbsent("TIDEWIRE_API_KEY", KEY);
    return new ConfigLoader(needed, folder).load(new Flags(flags, List.of(), List.of()));
  }

  private static ShownSetting shown(Configuration configuration, Setting<?> setting) {
    return configuration.shown().stream()
        .filter(shown -> shown.name().equals(setting.name()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void letsFlagsWinOverTheEnvironmentOverTheFileOverTheDefault(Setting<?> setting)
      throws Exception {
    List<String> samples = samples(setting);
    KeyFiles.write(folder, "one.pem", "two.pem", "three.pem");
    Path file = folder.resolve("t.yaml");
    Files.writeString(file, "# first line\n%s: \"%s\"\n".formatted(setting.name(), samples.get(0)));
    Map<String, String> environment = new HashMap<>(Map.of("TIDEWIRE_CONFIG", "t.yaml"));
    Map<String, List<String>> flags = new HashMap<>();
    if (!setting.isSecret()) {
      assertShown(load(Map.of(), Map.of()), setting, setting.byDefault(), "default");
      assertShown(load(environment, flags), setting, samples.get(0), file + ":2");
    }
    environment.put(setting.variable(), samples.get(1));
    assertShown(load(environment, flags), setting, samples.get(1), setting.variable());
    flags.put(setting.name(), List.of(samples.get(2)));
    assertShown(load(environment, flags), setting, samples.get(2), setting.flag());
  }

  private static void assertShown(
      Configuration configuration, Setting<?> setting, String value, String origin) {
    ShownSetting shown = shown(configuration, setting);
    assertThat(shown.origin()).isEqualTo(origin);
    if (setting.isSecret()) {
      assertThat(shown.value()).isEqualTo("(redacted)");
    } else {
      assertThat(shown.value()).isEqualTo(value);
    }
  }

  @Test
  void takesTheSecretsOfTheFlagBeforeThoseOfTheEnvironment() throws Exception {
    Map<String, List<String>> flags = Map.of("secret", List.of(SECRET + 1 + "," + SECRET + 2));
    assertThat(load(Map.of(), flags).secrets())
        .extracting(secret -> secret.value())
        .containsExactly(SECRET + 1, SECRET + 2);
  }

  @Test
  void takesSecretsFromTheFile() throws Exception {
    Files.writeString(
        folder.resolve("t.yaml"), "secret: [%s]\napi-key:\n  - %s\n".formatted(SECRET, KEY));
    Flags flags = new Flags(Map.of("config", List.of("t.yaml")), List.of(), List.of());
    Configuration configuration = new ConfigLoader(Map.of(), folder).load(flags);
    assertThat(configuration.serverConfig().access().apiKeys())
        .extracting(key -> key.value())
        .containsExactly(KEY);
    assertThat(configuration.secrets()).extracting(s -> s.value()).containsExactly(SECRET);
  }
}
