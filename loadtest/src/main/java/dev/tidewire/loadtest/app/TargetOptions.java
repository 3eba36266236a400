package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.driver.CentrifugeDriver;
import dev.tidewire.loadtest.driver.Credentials;
import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.driver.NatsDriver;
import dev.tidewire.loadtest.driver.PlainDriver;
import dev.tidewire.loadtest.driver.SocketIoDriver;
import dev.tidewire.loadtest.driver.TidewireDriver;
import dev.tidewire.loadtest.driver.TokenMinter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is put under load, and how it lets one in. */
final class TargetOptions {
  private static final int MIN_SECRET = 32;
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(24);

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Option(
      names = {"-u", "--url"},
      split = ",",
      paramLabel = "URL",
      description = "Where clients connect; several are taken in turn. Default: ${DEFAULT-VALUE}.")
  List<String> urls = new ArrayList<>();

  @Option(
      names = "--publish-url",
      split = ",",
      paramLabel = "URL",
      description =
          "Where publishers post over HTTP, in turn. Default for tidewire: http://localhost:8081.")
  List<String> publishUrls = new ArrayList<>();

  @Option(
      names = "--via",
      paramLabel = "WAY",
      description =
          "How messages are published: http or ws. Default: http for tidewire, ws for others.")
  @Nullable Via via;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      description =
          "What is spoken: tidewire, centrifuge, centrifuge-history, nats, socketio, socketio-recovery, ws or floor. Default: tidewire.")
  String peer = "tidewire";

  @Option(
      names = "--compression",
      arity = "0..1",
      paramLabel = "true|false",
      defaultValue = "false",
      fallbackValue = "true",
      description =
          "Clients offer permessage-deflate, and a server that declines ends the run. What they send stays as it is.")
  boolean compression;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "The namespace of Tidewire's channels. Default: chat.")
  String namespace = "chat";

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "Opens Tidewire's server API. Default: $TIDEWIRE_API_KEY, or dev.")
  @Nullable String apiKey;

  @Option(
      names = "--secret",
      paramLabel = "TEXT",
      description = "Signs the clients' tokens. Better in the environment than here.")
  @Nullable String secret;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "The file that the secret is in. Default: the one that serve --dev made.")
  @Nullable Path secretFile;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Where serve --dev keeps its secret. Default: .tidewire.")
  Path dataDir = Path.of(".tidewire");

  @Option(
      names = "--token-command",
      paramLabel = "COMMAND",
      description = "Prints the token that all clients use, instead of a secret.")
  @Nullable String tokenCommand;

  @Option(
      names = "--target-pid",
      split = ",",
      paramLabel = "PID",
      description =
          "The server's processes, for CPU and memory. Default: those that listen on this machine's ports of the URLs.")
  List<Long> pids = new ArrayList<>();

  @Option(
      names = "--target-metrics",
      split = ",",
      paramLabel = "URL",
      description =
          "Where servers on other machines tell their CPU and memory, such as http://node-1:8081/metrics.")
  List<URI> metrics = new ArrayList<>();

  /** How messages are published. */
  enum Via {
    HTTP,
    WS
  }

  boolean isOverHttp() {
    return via == null ? peer.equals("tidewire") : via == Via.HTTP;
  }

  Driver driver(Map<String, String> environment) throws IOException, InterruptedException {
    return switch (peer) {
      case "tidewire" -> new TidewireDriver(credentials(environment), namespace, key(environment));
      case "centrifuge" -> new CentrifugeDriver(credentials(environment), false);
      case "centrifuge-history" -> new CentrifugeDriver(credentials(environment), true);
      case "socketio" -> new SocketIoDriver(credentials(environment), false);
      case "socketio-recovery" -> new SocketIoDriver(credentials(environment), true);
      case "nats" -> natsDriver(environment);
      case "ws", "floor" -> new PlainDriver(peer);
      default -> throw wrong("--peer knows no \"%s\".".formatted(peer));
    };
  }

  /** nats-server checks one token for all: the secret itself. */
  private Driver natsDriver(Map<String, String> environment) throws IOException {
    String token = signingSecret(environment);
    return new NatsDriver(user -> token);
  }

  private String key(Map<String, String> environment) {
    return apiKey != null ? apiKey : environment.getOrDefault("TIDEWIRE_API_KEY", "dev");
  }

  private Credentials credentials(Map<String, String> environment)
      throws IOException, InterruptedException {
    if (tokenCommand != null) {
      String token = printed(tokenCommand);
      return user -> token;
    }
    String caps = "{\"%s:*\":[\"*\"]}".formatted(namespace);
    return new TokenMinter(
        signingSecret(environment), caps, TOKEN_LIFETIME, InstantSource.system());
  }

  private String signingSecret(Map<String, String> environment) throws IOException {
    String given = secret != null ? secret : environment.get("TIDEWIRE_SECRET");
    if (given != null && secretFile == null) {
      // Tidewire takes several, of which the first signs.
      return checked(given.split(",", -1)[0], "The secret");
    }
    Path file = secretFile != null ? secretFile : dataDir.resolve("dev-secret");
    if (!Files.isReadable(file)) {
      throw wrong(
          "There is no secret in %s. Start ./tidewire serve --dev in this folder, or give --secret-file or TIDEWIRE_SECRET."
              .formatted(file));
    }
    return checked(Files.readString(file).strip(), file.toString());
  }

  private String checked(String text, String where) {
    if (text.length() < MIN_SECRET) {
      throw wrong(
          "%s has %d characters, but a secret has at least %d."
              .formatted(where, text.length(), MIN_SECRET));
    }
    return text;
  }

  private String printed(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0 || text.isEmpty()) {
      throw wrong("\"%s\" printed no token.".formatted(command));
    }
    return text;
  }

  ParameterException wrong(String sentence) {
    return Usage.error(spec, sentence);
  }
}
