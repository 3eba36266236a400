package dev.tidewire.server.app;

import dev.tidewire.server.auth.Grant;
import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Flags;
import dev.tidewire.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of its own on the loopback, and some clients that do what clients do: connect, publish,
 * listen, are cut and resume. Confined to its thread.
 */
final class TrainingRun {
  /** Their request rates together stay below what the server allows one session. */
  private static final int CLIENTS = 40;

  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int ROUNDS_PER_CUT = 20;
  private static final int ROUNDS_PER_SCRAPE = 500;

  private final Server server;
  private final TokenMinter minter;
  private final Secret apiKey;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<TrainingClient> clients = new ArrayList<>();

  private TrainingRun(Server server, TokenMinter minter, Secret apiKey) {
    this.server = server;
    this.minter = minter;
    this.apiKey = apiKey;
  }

  /**
   * Runs for so long.
   *
   * @throws IOException when it cannot be run here, or the server does not serve
   */
  static TrainingRun run(Duration length)
      throws IOException, InterruptedException, ConfigException {
    Path folder = Files.createTempDirectory("tidewire-training");
    try {
      Secret secret = new Secret(UUID.randomUUID().toString());
      ServerConfig config = config(secret, folder);
      try (Server server = Server.start(config)) {
        TokenMinter minter =
            new TokenMinter(SigningKeys.of(List.of(secret)), InstantSource.system());
        TrainingRun run = new TrainingRun(server, minter, secret);
        try (run.http) {
          run.exercise(length);
        }
        return run;
      }
    } finally {
      delete(folder);
    }
  }

  /** Messages that the clients got. */
  long received() {
    return clients.stream().mapToLong(TrainingClient::received).sum();
  }

  private static ServerConfig config(Secret secret, Path folder) throws ConfigException {
    Map<String, List<String>> flags =
        Map.of(
            "host", List.of("127.0.0.1"),
            "port", List.of("0"),
            "internal-port", List.of("0"),
            "secret", List.of(secret.value()),
            "api-key", List.of(secret.value()),
            "data-dir", List.of(folder.resolve("data").toString()));
    return new ConfigLoader(Map.of(), folder)
        .load(new Flags(flags, List.of(), List.of()))
        .serverConfig();
  }

  private void exercise(Duration length) throws IOException, InterruptedException {
    URI socket = URI.create("ws://127.0.0.1:" + server.publicPort() + "/ws");
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(TrainingClient.open(http, socket, token("user-" + i)));
    }
    long start = System.nanoTime();
    for (int round = 0; System.nanoTime() - start < length.toNanos(); round++) {
      round(round);
      TimeUnit.NANOSECONDS.sleep(start + round * ROUND_NANOS - System.nanoTime());
    }
    if (received() == 0) {
      throw new IOException("no client got a message.");
    }
    clients.forEach(TrainingClient::close);
  }

  private void round(int round) throws IOException, InterruptedException {
    clients.get(round % CLIENTS).publish("chat:training", round);
    if (round % ROUNDS_PER_CUT == 0) {
      clients.get(round / ROUNDS_PER_CUT % CLIENTS).resume();
      post(round);
    }
    if (round % ROUNDS_PER_SCRAPE == 0) {
      get("/metrics");
      get("/health/ready");
    }
  }

  private String token(String user) {
    return minter.mint(
        Grant.parse(user, Duration.ofHours(1), "{\"*\":[\"*\"]}", "{\"name\":\"Training\"}"));
  }

  private void post(int round) throws IOException, InterruptedException {
    String body =
        "{\"channel\":\"chat:training\",\"data\":{\"round\":%d},\"key\":\"%d\"}"
            .formatted(round, round);
    send(
        request("/api/publish")
            .header("Authorization", "Bearer " + apiKey.value())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private void get(String path) throws IOException, InterruptedException {
    send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.internalPort() + path));
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("the server answered with status " + status + ".");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
