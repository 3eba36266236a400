package dev.tidewire.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigErrorsTest {
  private static final String STRONG = "a-Rather-Long-0123456789-Token-Secret";

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, List<String>> flags = new HashMap<>();
  @TempDir Path folder;

  @BeforeEach
  void giveWhatIsNeeded() {
    environment.put("TIDEWIRE_SECRET", STRONG);
    environment.put("TIDEWIRE_API_KEY", STRONG);
  }

  private List<String> problems(String... unknown) {
    ConfigLoader loader = new ConfigLoader(environment, folder);
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> loader.load(new Flags(flags, List.of(unknown), List.of())));
    assertThat(e).as("a problem").isNotNull();
    return e.problems().stream().map(p -> p.replace(folder + "/", "")).toList();
  }

  private List<String> problemsOfFile(String text) throws IOException {
    Files.writeString(folder.resolve("t.yaml"), text);
    environment.put("TIDEWIRE_CONFIG", "t.yaml");
    return problems();
  }

  @Test
  void showsEverythingThatIsWrongAtOnce() throws IOException {
    environment.put("TIDEWIRE_PROT", "1");
    environment.put("TIDEWIRE_HEARTBEAT", "25");
    environment.remove("TIDEWIRE_API_KEY");
    flags.put("port", List.of("70000"));
    Files.writeString(folder.resolve("t.yaml"), "\nmax-conections: 5\nloops: many\n");
    flags.put("config", List.of("t.yaml"));
    assertThat(problems("--prot"))
        .containsExactly(
            "command line: \"--prot\" is not a flag of this command. Did you mean \"--port\"?",
            "environment: \"TIDEWIRE_PROT\" is not a variable of Tidewire. Did you mean"
                + " \"TIDEWIRE_PORT\"?",
            "t.yaml:2: \"max-conections\" is not a setting. Did you mean \"max-connections\"?",
            "--port: port is a whole number from 0 to 65535, but \"70000\" was given.",
            "t.yaml:3: loops is a whole number from 0 to 1024, but \"many\" was given.",
            "TIDEWIRE_HEARTBEAT: heartbeat is a duration such as 250ms, 10s, 5m or 24h, from 100ms"
                + " to 10m, but \"25\" was given.",
            "The key of the server API is missing: set TIDEWIRE_API_KEY, or api-key in the file."
                + " Make one with: openssl rand -base64 48. Or try things with --dev.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: eighty|t.yaml:1: port is a whole number from 0 to 65535, but \"eighty\" was given.",
        "port: -1|t.yaml:1: port is a whole number from 0 to 65535, but \"-1\" was given.",
        "port: [1, 2]|t.yaml:1: port has one value, but 2 were given.",
        "port: {a: 1}|t.yaml:1: port is a whole number from 0 to 65535, but a mapping was given.",
        "port:|t.yaml:1: port is a whole number from 0 to 65535, but nothing was given.",
        "dev: yes|t.yaml:1: dev is true or false, but \"yes\" was given.",
        "log-level: loud|t.yaml:1: log-level is one of trace, debug, info, warn, error, but \"loud\" was given.",
        "max-message-size: 64KB|t.yaml:1: max-message-size is a size such as 64KiB or 1MiB, from 1KiB to 16MiB, but \"64KB\" was given.",
        "max-message-size: 65536|t.yaml:1: max-message-size is a size such as 64KiB or 1MiB, from 1KiB to 16MiB, but \"65536\" was given.",
        "max-message-size: 1GiB|t.yaml:1: max-message-size is a size such as 64KiB or 1MiB, from 1KiB to 16MiB, but \"1GiB\" was given.",
        "drain: 2h|t.yaml:1: drain is a duration such as 250ms, 10s, 5m or 24h, from 0s to 1h, but \"2h\" was given.",
        "host: a:b/c|t.yaml:1: host is a host name or an address, without a port, but \"a:b/c\" was given.",
        "allowed-origins: https://a.example/|t.yaml:1: allowed-origins is origins such as https://example.org or http://localhost:5173, without a path, but \"https://a.example/\" was given.",
        "allowed-origins: '*'|t.yaml:1: allowed-origins is origins such as https://example.org or http://localhost:5173, without a path, but \"*\" was given.",
        "allowed-origins: [null]|t.yaml:1: allowed-origins is origins such as https://example.org or http://localhost:5173, without a path, but a list of something else was given.",
        "jwks-url: http://idp.example/keys|t.yaml:1: jwks-url is an https URL such as https://example.org/.well-known/jwks.json (http only on this machine), or nothing, but \"http://idp.example/keys\" was given.",
        "jwks-url: http://127.0.0.1.evil.example/|t.yaml:1: jwks-url is an https URL such as https://example.org/.well-known/jwks.json (http only on this machine), or nothing, but \"http://127.0.0.1.evil.example/\" was given.",
        "jwks-url: file:///etc/keys|t.yaml:1: jwks-url is an https URL such as https://example.org/.well-known/jwks.json (http only on this machine), or nothing, but \"file:///etc/keys\" was given.",
        "jwks-url: https://me@idp.example/|t.yaml:1: jwks-url is an https URL such as https://example.org/.well-known/jwks.json (http only on this machine), or nothing, but \"https://me@idp.example/\" was given.",
        "public-keys: none.pem|t.yaml:1: none.pem does not exist.",
        "token-cache: -1|t.yaml:1: token-cache is a whole number from 0 to 10000000, but \"-1\" was given.",
        "internal-port: 8080|t.yaml:1: the internal port must be another than the public port, but both are 8080.",
        "nonsense|t.yaml:1: settings are expected here, as in \"key: value\".",
        "namespaces: chat|t.yaml:1: namespaces are expected here, as in \"key: value\".",
        "namespaces: {Chat: {}}|t.yaml:1: A namespace is 1 to 64 of a-z 0-9 _ - and begins with a letter; \"Chat\" is not.",
        "namespaces: {chat: {histroy: 1}}|t.yaml:1: \"histroy\" is not a setting of a namespace. Did you mean \"history\"?",
        "namespaces: {chat: {history: 1, history-age: 0s}}|t.yaml:1: history-age is a duration such as 250ms, 10s, 5m or 24h, from 1s to 3650d, but \"0s\" was given.",
        "namespaces: {chat: {publishers: all}}|t.yaml:1: publishers is one of clients, server, but \"all\" was given.",
        "'zzzzzzzzzzzzzzzz: 1'|t.yaml:1: \"zzzzzzzzzzzzzzzz\" is not a setting.",
      })
  void saysWhatWasExpectedAndWhatWasFound(String line, String problem) throws IOException {
    assertThat(problemsOfFile(line)).containsExactly(problem);
  }

  @Test
  void refusesAKeyThatStandsTwice() throws IOException {
    assertThat(problemsOfFile("port: 1\nport: 2\n"))
        .containsExactly("t.yaml:2: \"port\" stands here twice.");
  }

  @Test
  void saysWhereAFileIsNotYaml() throws IOException {
    assertThat(problemsOfFile("port: 1\n  host: [\n"))
        .singleElement()
        .asString()
        .startsWith("t.yaml:2: this is not YAML: ");
  }

  @Test
  void saysThatAFileIsNotThere() {
    flags.put("config", List.of("none.yaml"));
    assertThat(problems()).containsExactly("none.yaml does not exist.");
  }

  @Test
  void makesNoObjectOfATag() throws IOException {
    assertThat(problemsOfFile("port: !!java.net.URL [\"http://evil.example\"]\n"))
        .containsExactly(
            "t.yaml:1: port is a whole number from 0 to 65535, but \"http://evil.example\" was"
                + " given.");
  }

  @ParameterizedTest
  @CsvSource({
    "dev, 3",
    "secret, 6",
    "changeme, 8",
    "short-but-Random-1234, 21",
  })
  void refusesAShortSecretWithoutShowingIt(String secret, int length) {
    environment.put("TIDEWIRE_SECRET", secret);
    assertThat(problems())
        .containsExactly(
            "TIDEWIRE_SECRET: a secret has at least 32 bytes, but one of %d was given (a comma separates two). Make one with: openssl rand -base64 48"
                .formatted(length));
  }

  @ParameterizedTest
  @CsvSource({
    "change-me-change-me-change-me-change-me", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "your-256-bit-secret-please-change-me-in-production", "12121212121212121212121212121212",
  })
  void refusesASecretOfWordsThatStandInExamples(String secret) {
    environment.put("TIDEWIRE_SECRET", secret);
    environment.put("TIDEWIRE_API_KEY", secret);
    assertThat(problems())
        .hasSize(2)
        .noneMatch(problem -> problem.contains(secret))
        .contains(
            "TIDEWIRE_SECRET: this secret can be guessed. Make one with: openssl rand -base64 48");
  }

  @Test
  void refusesTheApiKeyOfDevelopmentOutsideIt() {
    environment.put("TIDEWIRE_API_KEY", "dev");
    assertThat(problems())
        .containsExactly(
            "TIDEWIRE_API_KEY: an API key has at least 16 characters, but one of 3 was given. Make"
                + " one with: openssl rand -base64 48");
  }

  @Test
  void saysWhatIsWrongWithAFileOfKeys() throws Exception {
    KeyFiles.write(folder, "good.pem");
    Files.writeString(
        folder.resolve("bad.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    environment.put("TIDEWIRE_PUBLIC_KEYS", "good.pem,bad.pem,none.pem");
    assertThat(problems())
        .containsExactly(
            "TIDEWIRE_PUBLIC_KEYS: bad.pem cannot be used. It holds a private key, which only the"
                + " issuer of tokens may have. Keep that one secret, and give its public part:"
                + " openssl pkey -pubout.",
            "TIDEWIRE_PUBLIC_KEYS: none.pem does not exist.");
  }

  @Test
  void asksForASecretWhenThereAreNoPublicKeysEither() {
    environment.remove("TIDEWIRE_SECRET");
    assertThat(problems())
        .containsExactly(
            "The secret that tokens are signed with is missing: set TIDEWIRE_SECRET, or secret in"
                + " the file. Make one with: openssl rand -base64 48. Or try things with --dev.");
  }

  @Test
  void takesAnIssuerOf255CharactersAndNotOneMore() {
    environment.put("TIDEWIRE_TOKEN_ISSUER", "i".repeat(255));
    assertThat(catchThrowableOfType(ConfigException.class, this::load)).isNull();
    environment.put("TIDEWIRE_TOKEN_ISSUER", "i".repeat(256));
    assertThat(problems()).hasSize(1).first().asString().contains("at most 255 characters");
  }

  @Test
  void keepsDevelopmentOnThisMachine() {
    flags.put("dev", List.of("true"));
    for (String loopback : List.of("localhost", "::1", "127.1.2.3")) {
      flags.put("host", List.of(loopback));
      assertThat(catchThrowableOfType(ConfigException.class, this::load)).isNull();
    }
    flags.put("host", List.of("0.0.0.0"));
    flags.put("internal-host", List.of("127.0.0.1.evil.example"));
    assertThat(problems())
        .containsExactly(
            "--host: with --dev anybody who reaches 0.0.0.0 could mint tokens and publish. Use"
                + " 127.0.0.1, or add --dev-allow-remote.",
            "--internal-host: with --dev anybody who reaches 127.0.0.1.evil.example could mint"
                + " tokens and publish. Use 127.0.0.1, or add --dev-allow-remote.");
    flags.put("dev-allow-remote", List.of("true"));
    assertThat(catchThrowableOfType(ConfigException.class, this::load)).isNull();
  }

  private void load() throws ConfigException {
    var _ = new ConfigLoader(environment, folder).load(new Flags(flags, List.of(), List.of()));
  }

  @Test
  void ignoresWhatKubernetesSetsForAServiceCalledTidewire() {
    environment.putAll(
        Map.of(
            "TIDEWIRE_SERVICE_HOST", "10.0.0.1",
            "TIDEWIRE_SERVICE_PORT", "8080",
            "TIDEWIRE_SERVICE_PORT_HTTP", "8080",
            "TIDEWIRE_PORT", "tcp://10.0.0.1:8080",
            "TIDEWIRE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
            "TIDEWIRE_PORT_8080_TCP_ADDR", "10.0.0.1",
            "TIDEWIRE_INTERNAL_SERVICE_HOST", "10.0.0.2",
            "TIDEWIRE_INTERNAL_SERVICE_PORT", "8081",
            "TIDEWIRE_INTERNAL_PORT", "tcp://10.0.0.2:8081"));
    assertThat(catchThrowableOfType(ConfigException.class, this::load)).isNull();
    environment.put("TIDEWIRE_PORT", "9x");
    assertThat(problems())
        .containsExactly(
            "TIDEWIRE_PORT: port is a whole number from 0 to 65535, but \"9x\" was given.");
  }

  @Test
  void ignoresTheOptionsOfTheLoadGenerator() {
    environment.put("TIDEWIRE_BENCH_CONNECTIONS", "1000");
    assertThat(catchThrowableOfType(ConfigException.class, this::load)).isNull();
    environment.put("TIDEWIRE_BENCHMARK", "1");
    assertThat(problems()).hasSize(1);
  }

  @Test
  void writesNoControlCharactersOfWhatItShows() {
    flags.put("port", List.of("\u001b[31m1\n\u202e2"));
    assertThat(problems())
        .containsExactly(
            "--port: port is a whole number from 0 to 65535, but \"\\u001b[31m1\\n\\u202e2\" was"
                + " given.");
  }
}
