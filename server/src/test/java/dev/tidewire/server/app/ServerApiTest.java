package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.RunningServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The internal port, as a back end and an operator see it. */
class ServerApiTest {
  private static final String BEARER = "Bearer " + RunningServer.API_KEY;

  @TempDir static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "max-api-body", "4KiB");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void answersAPublishWithItsPosition() {
    HttpResponse<String> first =
        server.post("{\"channel\":\"chat:a\",\"data\":{\"a\":1},\"key\":\"k\"}", BEARER);
    HttpResponse<String> again =
        server.post("{\"channel\":\"chat:a\",\"data\":{\"a\":1},\"key\":\"k\"}", BEARER);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(RunningServer.json(first.body()).get("offset").asLong()).isEqualTo(1);
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void answersAPublishWithoutHistoryWithNoPosition() {
    assertThat(server.post("{\"channel\":\"typing:a\",\"data\":1}", BEARER).body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "bearer"})
  void refusesARequestWithoutAKey(String authorization) {
    HttpResponse<String> response =
        server.post("{\"channel\":\"chat:a\",\"data\":1}", authorization);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | 400 | bad_request",
        "{\"channel\":\"chat:a\"} | 400 | bad_request",
        "{\"channel\":\"nope\",\"data\":1} | 400 | bad_request",
        "{\"channel\":\"nowhere:a\",\"data\":1} | 404 | unknown_namespace",
      })
  void saysWhatIsWrongWithAPublish(String body, int status, String code) {
    HttpResponse<String> response = server.post(body, BEARER);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(RunningServer.json(response.body()).get("code").asText()).isEqualTo(code);
    assertThat(RunningServer.json(response.body()).get("detail").asText()).endsWith(".");
  }

  @Test
  void refusesDataOverTheNamespacesLimit() {
    String at = "{\"channel\":\"feed:a\",\"data\":\"%s\"}".formatted("x".repeat(1022));
    String over = "{\"channel\":\"feed:a\",\"data\":\"%s\"}".formatted("x".repeat(1023));

    assertThat(server.post(at, BEARER).statusCode()).isEqualTo(200);
    assertThat(server.post(over, BEARER).statusCode()).isEqualTo(413);
  }

  @Test
  void refusesABodyOverTheLimit() {
    String frame = "{\"channel\":\"chat:a\",\"data\":\"%s\"}";
    int room = 4096 - frame.formatted("").length();

    assertThat(server.post(frame.formatted("x".repeat(room)), BEARER).statusCode()).isEqualTo(200);
    double before = server.metric("tidewire_api_refused_total{code=\"too_large\"}");
    assertThat(server.post(frame.formatted("x".repeat(room + 1)), BEARER).statusCode())
        .isEqualTo(413);
    assertThat(server.metric("tidewire_api_refused_total{code=\"too_large\"}"))
        .isEqualTo(before + 1);
  }

  @Test
  void tellsItsHealth() {
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/ready").body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void knowsNoOtherPaths() {
    assertThat(server.get("/api/publish").statusCode()).isEqualTo(405);
    assertThat(server.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void exportsItsMetricsWithoutUsersAndChannels() {
    server.publish("chat:secret-room", "1");

    String metrics = server.get("/metrics").body();

    assertThat(metrics).contains("tidewire_publishes_total", "tidewire_connections");
    assertThat(metrics).doesNotContain("secret-room");
  }
}
