package dev.tidewire.server.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.server.app.Server;
import dev.tidewire.server.auth.Grant;
import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Flags;
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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A whole server on free ports, configured as an operator would: by a file and by environment
 * variables.
 */
public final class RunningServer implements AutoCloseable {
  /** A key of its server API. */
  public static final String API_KEY = "a-key-for-tests-0123456789abcdef";

  private static final String SECRET = "a-secret-for-tests-0123456789-abcdefghij";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMESPACES =
      """
      namespaces:
        chat: {history: 2000, history-age: 1h, presence: true, publishers: clients, max-message-size: 16KiB}
        small: {history: 5, history-age: 1h, presence: false, publishers: clients, max-message-size: 100B}
        typing: {history: 0, presence: false, publishers: clients, max-message-size: 1KiB}
        feed: {history: 100, history-age: 1h, presence: false, publishers: server, max-message-size: 1KiB}
      """;

  private final Server server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final TokenMinter minter =
      new TokenMinter(SigningKeys.of(List.of(new Secret(SECRET))), InstantSource.system());

  private RunningServer(Server server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param folder where its file is written
   * @param settings names and values in turn, as in {@code "max-subscriptions", "2"}
   */
  public static RunningServer start(Path folder, String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TIDEWIRE_PORT", "0");
    environment.put("TIDEWIRE_INTERNAL_PORT", "0");
    environment.put("TIDEWIRE_HOST", "127.0.0.1");
    environment.put("TIDEWIRE_INTERNAL_HOST", "127.0.0.1");
    environment.put("TIDEWIRE_SECRET", SECRET);
    environment.put("TIDEWIRE_API_KEY", API_KEY);
    environment.put("TIDEWIRE_LOOPS", "2");
    environment.put("TIDEWIRE_TOKEN_LEEWAY", "0s");
    for (int i = 0; i < settings.length; i += 2) {
      String name = settings[i].toUpperCase(Locale.ROOT).replace('-', '_');
      environment.put("TIDEWIRE_" + name, settings[i + 1]);
    }
    try {
      Path file = Files.writeString(folder.resolve("tidewire.yaml"), NAMESPACES);
      environment.put("TIDEWIRE_CONFIG", file.toString());
      return new RunningServer(
          Server.start(new ConfigLoader(environment, folder).load(Flags.NONE).serverConfig()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** The public port. */
  public int port() {
    return server.publicPort();
  }

  /** The internal port. */
  public int internalPort() {
    return server.internalPort();
  }

  /** A token that is good for an hour. */
  public String token(String user, String caps) {
    return token(user, caps, Duration.ofHours(1));
  }

  /** A token. */
  public String token(String user, String caps, Duration lifetime) {
    return minter.mint(
        Grant.parse(user, lifetime, caps, "{\"name\":\"" + user.toUpperCase(Locale.ROOT) + "\"}"));
  }

  /** A token with a name, for everything, that says when it was issued. */
  public static String token(String user, String id, Instant issued) {
    String claims =
        "{\"sub\":\"%s\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d,\"caps\":{\"*\":[\"*\"]}}"
            .formatted(
                user,
                id,
                issued.getEpochSecond(),
                Instant.now().plus(Duration.ofHours(1)).getEpochSecond());
    String signed =
        base64("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return signed + "." + base64(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A client that has not said anything yet. */
  public WireClient open(String... headers) {
    return WireClient.open(port(), headers);
  }

  /** A connected client that may do everything. */
  public WireClient connect(String user) {
    return connect(user, "{\"*\":[\"*\"]}");
  }

  /** A connected client. */
  public WireClient connect(String user, String caps) {
    WireClient client = open();
    client.ok("{\"connect\":{\"token\":\"" + token(user, caps) + "\"}}");
    return client;
  }

  /** Publishes as a back end and gives the answer, which must be a success. */
  public JsonNode publish(String channel, String data) {
    HttpResponse<String> response =
        post("{\"channel\":\"%s\",\"data\":%s}".formatted(channel, data), "Bearer " + API_KEY);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return json(response.body());
  }

  /** Posts a body to the publish API. */
  public HttpResponse<String> post(String body, String authorization) {
    return post("/api/publish", body, authorization);
  }

  /** Posts a body to the server API. */
  public HttpResponse<String> post(String path, String body, String authorization) {
    return exchange(request(path, authorization).POST(BodyPublishers.ofString(body)).build());
  }

  /** Gets something from the server API. */
  public HttpResponse<String> get(String path, String authorization) {
    return exchange(request(path, authorization).build());
  }

  private HttpRequest.Builder request(String path, String authorization) {
    HttpRequest.Builder request = HttpRequest.newBuilder(internal(path));
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  /** Gets something from the internal port. */
  public HttpResponse<String> get(String path) {
    return exchange(HttpRequest.newBuilder(internal(path)).build());
  }

  /**
   * A figure of {@code /metrics}, by its whole name with labels; 0 when it has not been counted
   * yet.
   */
  public double metric(String name) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /** Parses JSON that must be well-formed. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    http.shutdownNow();
  }

  private URI internal(String path) {
    return URI.create("http://127.0.0.1:" + server.internalPort() + path);
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
