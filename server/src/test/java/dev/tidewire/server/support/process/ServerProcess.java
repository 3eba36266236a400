package dev.tidewire.server.support.process;

import dev.tidewire.server.auth.Grant;
import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.auth.TokenMinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A whole server as a process of its own, for what a test cannot do to itself: to kill it, to stop
 * it in its tracks, to send it a signal. Confined to the test's thread.
 */
public final class ServerProcess implements AutoCloseable {
  /** A key of its server API. */
  public static final String API_KEY = "a-key-for-processes-0123456789abcdef";

  /** What its tokens are signed with. */
  public static final String SECRET = "a-secret-for-processes-0123456789-abcdef";

  private static final String EVERYTHING = "{\"*\":[\"*\"]}";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAMESPACES =
      """
      namespaces:
        chat: {history: 20000, history-age: 1h, presence: true, publishers: clients}
        short: {history: 5, history-age: 1h, presence: false, publishers: clients}
        typing: {history: 0, presence: false, publishers: clients}
      """;

  private final ScratchFolder scratch = ScratchFolder.create("tidewire-server-");
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment = new HashMap<>();
  private final int port = FreePort.next();
  private final int internalPort = FreePort.next();
  private Release release;
  private GuardedProcess process;

  private ServerProcess(Release release, String... settings) {
    this.release = release;
    environment.put("TIDEWIRE_HOST", "127.0.0.1");
    environment.put("TIDEWIRE_INTERNAL_HOST", "127.0.0.1");
    environment.put("TIDEWIRE_PORT", String.valueOf(port));
    environment.put("TIDEWIRE_INTERNAL_PORT", String.valueOf(internalPort));
    environment.put("TIDEWIRE_SECRET", SECRET);
    environment.put("TIDEWIRE_API_KEY", API_KEY);
    environment.put("TIDEWIRE_LOOPS", "2");
    for (int i = 0; i < settings.length; i += 2) {
      String name = settings[i].toUpperCase(Locale.ROOT).replace('-', '_');
      environment.put("TIDEWIRE_" + name, settings[i + 1]);
    }
    try {
      Path file = Files.writeString(scratch.path().resolve("tidewire.yaml"), NAMESPACES);
      environment.put("TIDEWIRE_CONFIG", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one; {@link #awaitReady} tells when it is up.
   *
   * @param settings names and values in turn, as in {@code "heartbeat", "1s"}
   */
  public static ServerProcess start(String... settings) {
    return start(Release.CURRENT, settings);
  }

  /** Starts one of this release. */
  public static ServerProcess start(Release release, String... settings) {
    ServerProcess server = new ServerProcess(release, settings);
    server.process = server.launch();
    return server;
  }

  /** A token for this user, good for an hour and for everything, on all servers of the tests. */
  public static String token(String user) {
    SigningKeys keys = SigningKeys.of(List.of(new Secret(SECRET)));
    return new TokenMinter(keys, InstantSource.system())
        .mint(Grant.parse(user, Duration.ofHours(1), EVERYTHING, "{}"));
  }

  /** The public port, the same for its whole life. */
  public int port() {
    return port;
  }

  /** The internal port. */
  public int internalPort() {
    return internalPort;
  }

  /** Where sockets are opened. */
  public URI webSocket() {
    return URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  /** Where back ends publish. */
  public URI publishApi() {
    return internal("/api/publish");
  }

  /** Waits until it says that it is ready. */
  public ServerProcess awaitReady() {
    Awaitility.await("the server on port " + port)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || isReady());
    if (!process.isAlive()) {
      throw new AssertionError("The server did not start. It said:\n" + process.output());
    }
    return this;
  }

  /** Whether its health check says so. */
  public boolean isReady() {
    return status("/health/ready") == 200;
  }

  /** Whether its liveness check says so. */
  public boolean isLive() {
    return status("/health/live") == 200;
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Asks it to leave, with SIGTERM; see {@link #awaitExit}. */
  public void terminate() {
    process.signal("TERM");
  }

  /** Stops it in its tracks: its sockets stay open, and nobody answers. */
  public void pause() {
    process.signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    process.signal("CONT");
  }

  /** Waits until it has ended, and gives its exit code. */
  public int awaitExit() {
    return process.awaitExit();
  }

  /** Starts it again after it ended, on its old ports. */
  public ServerProcess startAgain() {
    if (process.isAlive()) {
      throw new IllegalStateException("The server on port " + port + " runs already.");
    }
    process = launch();
    return this;
  }

  /** The same, and from now on it is of this release. */
  public ServerProcess startAgain(Release next) {
    release = next;
    return startAgain();
  }

  /** Asks its server API for something. */
  public HttpResponse<String> get(String path) {
    return ask(HttpRequest.newBuilder(internal(path)));
  }

  /** Posts a body to its server API. */
  public HttpResponse<String> post(String path, String body) {
    return ask(
        HttpRequest.newBuilder(internal(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** Everything that it has said, over all its lives. */
  public String log() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
    http.shutdownNow();
    scratch.close();
  }

  private GuardedProcess launch() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(release.main());
    command.add("serve");
    return GuardedProcess.start(scratch.path().resolve("log"), environment, command);
  }

  private HttpResponse<String> ask(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(PATIENCE).header("Authorization", "Bearer " + API_KEY).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int status(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(internal(path)).timeout(Duration.ofSeconds(2)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0; // Nobody is there.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private URI internal(String path) {
    return URI.create("http://127.0.0.1:" + internalPort + path);
  }
}
