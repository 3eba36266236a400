package dev.tidewire.server.app;

import static dev.tidewire.server.app.Terminal.KEY;
import static dev.tidewire.server.app.Terminal.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.auth.HmacTokenVerifier;
import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.config.DefaultFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineInterfaceTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Terminal terminal;

  @BeforeEach
  void open() {
    terminal = new Terminal(folder);
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = CommandLineInterfaceTest.class.getResourceAsStream("/app/" + name)) {
      assertThat(file).as(name).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "help.txt, --help",
    "help-serve.txt, serve --help",
    "help-token.txt, token --help",
    "help-size.txt, size --help",
  })
  void explainsItself(String file, String arguments) throws IOException {
    assertThat(terminal.run(arguments.split(" ", -1))).isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).isEqualTo(golden(file));
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void showsHelpAsAnErrorWhenThereIsNoCommand() throws IOException {
    assertThat(terminal.run()).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err()).isEqualTo(golden("help.txt"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sevre|tidewire: \"sevre\" is not a command. Did you mean \"serve\"?",
        "xyz|tidewire: \"xyz\" is not a command. See ./tidewire --help.",
        "token --dev|tidewire: --user and --caps must be given. See ./tidewire token --help.",
        "token --dev --user a --caps {|tidewire: caps is not valid JSON. See ./tidewire token --help.",
        "token --dev --user a --caps {} --ttl 1|tidewire: --ttl is a duration such as 5m or 1h, but \"1\" was given. See ./tidewire token --help.",
        "version now|tidewire: version takes no arguments. See ./tidewire version --help.",
      })
  void refusesWhatItDoesNotUnderstand(String arguments, String sentence) {
    assertThat(terminal.run(arguments.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).isEqualTo(sentence + "\n");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void reportsAllErrorsOfTheConfigurationAtOnce() {
    terminal.with("TIDEWIRE_PROT", "1");
    ExitCode exit = terminal.run("serve", "--dev", "--prot", "9", "--loops=x", "--heartbeat");
    assertThat(exit).isEqualTo(ExitCode.CONFIG);
    assertThat(exit.value()).isEqualTo(78);
    assertThat(terminal.err())
        .isEqualTo(
            """
            tidewire: there are 4 errors in the configuration.
              command line: Missing required parameter for option '--heartbeat' (<duration>).
              command line: "--prot" is not a flag of this command. Did you mean "--port"?
              environment: "TIDEWIRE_PROT" is not a variable of Tidewire. Did you mean "TIDEWIRE_PORT"?
              --loops: loops is a whole number from 0 to 1024, but "x" was given.
            """);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void refusesAFlagThatIsGivenTwice() {
    assertThat(terminal.run("check-config", "--dev", "--port", "1", "--port", "2"))
        .isEqualTo(ExitCode.CONFIG);
    assertThat(terminal.err()).endsWith("  --port: port has one value, but 2 were given.\n");
  }

  @Test
  void printsATokenAndNothingElse() throws IOException {
    ExitCode exit =
        terminal.run(
            "token", "--dev", "--user", "alice", "--caps", "{\"chat:*\":[\"*\"]}", "--ttl", "2h");
    assertThat(exit).isEqualTo(ExitCode.OK);
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\n");
    Secret secret = new Secret(Files.readString(folder.resolve(".tidewire/dev-secret")).strip());
    assertThat(principal(secret).expires())
        .isEqualTo(Terminal.CLOCK.instant().plus(Duration.ofHours(2)));
  }

  @Test
  void signsATokenWithTheSecretThatIsGiven() {
    terminal.run("token", "--secret", SECRET.value(), "--user", "bob", "--caps", "{}");
    assertThat(principal(SECRET).user().value()).isEqualTo("bob");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void signsATokenWithAPrivateKey() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path file = folder.resolve("key.pem");
    String base64 = Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(base64));
    List<String> command =
        List.of(
            "token",
            "--private-key",
            file.toString(),
            "--token-issuer",
            "https://idp.example/",
            "--user",
            "bob",
            "--caps",
            "{}");

    assertThat(terminal.run(command.toArray(String[]::new))).isEqualTo(ExitCode.OK);

    String[] parts = terminal.out().strip().split("\\.", -1);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(keys.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
        .contains("\"sub\":\"bob\"", "\"iss\":\"https://idp.example/\"");
  }

  @Test
  void saysThatAPrivateKeyCannotBeUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "none");

    assertThat(
            terminal.run(
                "token", "--private-key", file.toString(), "--user", "bob", "--caps", "{}"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("--private-key: ", "It holds no private key");
  }

  private Principal principal(Secret secret) {
    SigningKeys keys = SigningKeys.of(List.of(secret));
    return new HmacTokenVerifier(keys, Duration.ZERO, Terminal.CLOCK)
        .verify(terminal.out().strip())
        .toCompletableFuture()
        .join();
  }

  @Test
  void needsASecretForATokenButNoApiKey() {
    assertThat(terminal.run("token", "--user", "bob", "--caps", "{}")).isEqualTo(ExitCode.CONFIG);
    assertThat(terminal.err())
        .contains("The secret that tokens are signed with is missing")
        .doesNotContain("server API");
  }

  @Test
  void checksWithoutWriting() {
    assertThat(terminal.run("check-config", "--dev")).isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).isEqualTo("The configuration is right.\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void printsEveryValueWithItsOriginAndNoSecret() throws IOException {
    Files.writeString(folder.resolve("t.yaml"), "# mine\nmax-connections: 7\n");
    terminal.with("TIDEWIRE_SECRET", SECRET.value()).with("TIDEWIRE_API_KEY", KEY.value());
    assertThat(terminal.run("print-config", "--config", "t.yaml", "--port", "9000"))
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out().replace(folder + "/", "")).isEqualTo(golden("print-config.txt"));
    assertThat(terminal.out()).doesNotContain(SECRET.value(), KEY.value());
  }

  @Test
  void printsTheDefaultFile() {
    assertThat(terminal.run("print-config", "--default")).isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).isEqualTo(DefaultFile.render());
  }

  @Test
  void tellsWhereEverythingIs() throws IOException {
    assertThat(terminal.run("serve", "--dev", "--port", "0", "--internal-port", "0"))
        .isEqualTo(ExitCode.OK);
    assertThat(
            terminal.out().replaceAll("localhost:\\d+", "localhost:PORT").replace(folder + "/", ""))
        .isEqualTo(golden("start-up.txt"));
  }

  @Test
  void showsNoSecretAtTheStart() {
    terminal.with("TIDEWIRE_SECRET", SECRET.value()).with("TIDEWIRE_API_KEY", KEY.value());
    String[] arguments = {
      "serve", "--host", "127.0.0.1", "--port", "0", "--internal-port", "0",
    };
    assertThat(terminal.run(arguments)).isEqualTo(ExitCode.OK);
    assertThat(terminal.out() + terminal.err())
        .contains("Bearer $TIDEWIRE_API_KEY")
        .doesNotContain("Chat", SECRET.value(), KEY.value());
  }

  @Test
  void saysWhichPortIsTakenAndHowToChooseAnother() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertThat(terminal.run("serve", "--dev", "--port", "0", "--internal-port", port))
          .isEqualTo(ExitCode.FAILED);
      assertThat(terminal.err())
          .isEqualTo(
              "tidewire: port %s of 127.0.0.1 is taken. Choose another with --internal-port, or stop what listens there.\n"
                  .formatted(port));
    }
  }

  @Test
  void saysThatAnAddressIsNotOfThisMachine() {
    String[] arguments = {"serve", "--dev", "--dev-allow-remote", "--host", "192.0.2.1"};
    assertThat(terminal.run(arguments)).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.err())
        .isEqualTo("tidewire: \"192.0.2.1\" is not an address of this machine (--host).\n");
  }
}
