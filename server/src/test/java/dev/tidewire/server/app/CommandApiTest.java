package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a back end can have done to the sessions of a user. Each test has a user of its own. */
class CommandApiTest {
  private static final String BEARER = "Bearer " + RunningServer.API_KEY;

  @TempDir static Path folder;
  private static RunningServer server;

  private final List<WireClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "max-api-body", "4KiB");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void cutAll() {
    clients.forEach(WireClient::close);
  }

  private WireClient connect(String user) {
    WireClient client = server.connect(user);
    clients.add(client);
    return client;
  }

  private static JsonNode done(String path, String body) {
    HttpResponse<String> response = server.post(path, body, BEARER);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return RunningServer.json(response.body());
  }

  private static String name(TestInfo test) {
    return test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void disconnectsAUserForGood(TestInfo test) {
    WireClient client = connect(name(test));
    WireClient bob = connect("bob");

    JsonNode answer = done("/api/disconnect", "{\"user\":\"%s\"}".formatted(name(test)));

    assertThat(client.closeCode()).isEqualTo(4504);
    assertThat(answer.get("sessions").asInt()).isEqualTo(1);
    assertThat(answer.get("applied")).hasSize(1);
    assertThat(answer.get("missing")).isEmpty();
    assertThat(bob.ok("{\"history\":{\"channel\":\"chat:x\"}}").has("offset")).isTrue();
  }

  @Test
  void disconnectsOneSessionAndLetsItReturn(TestInfo test) {
    WireClient stays = connect(name(test));
    WireClient goes = server.open();
    clients.add(goes);
    String session =
        goes.ok("{\"connect\":{\"token\":\"%s\"}}".formatted(server.token(name(test), "{}")))
            .get("session")
            .asText();

    done(
        "/api/disconnect",
        "{\"user\":\"%s\",\"session\":\"%s\",\"reconnect\":true}".formatted(name(test), session));

    assertThat(goes.closeCode()).isEqualTo(4005);
    assertThat(stays.refused("{\"unsubscribe\":{\"channel\":\"chat:x\"}}"))
        .isEqualTo("not_subscribed");
  }

  @Test
  void takesAUserOutOfAChannel(TestInfo test) {
    WireClient client = connect(name(test));
    client.ok("{\"subscribe\":{\"channel\":\"chat:out\"}}");

    JsonNode answer =
        done(
            "/api/unsubscribe", "{\"user\":\"%s\",\"channel\":\"chat:out\"}".formatted(name(test)));

    assertThat(answer.get("sessions").asInt()).isEqualTo(1);
    assertThat(client.push("unsubscribed").get("code").asText()).isEqualTo("removed");
  }

  @Test
  void revokesAUsersTokens(TestInfo test) {
    String token = server.token(name(test), "{}");
    WireClient client = connect(name(test));

    JsonNode answer = done("/api/revoke", "{\"user\":\"%s\"}".formatted(name(test)));

    assertThat(answer.get("sessions").asInt()).isEqualTo(1);
    assertThat(client.closeCode()).isEqualTo(4503);
    WireClient again = server.open();
    clients.add(again);
    assertThat(again.refused("{\"connect\":{\"token\":\"%s\"}}".formatted(token)))
        .isEqualTo("token_revoked");
    assertThat(again.closeCode()).isEqualTo(4503);
    assertThat(server.metric("tidewire_revocations")).isPositive();
  }

  @Test
  void takesATokenThatIsIssuedAfterTheRevocation(TestInfo test) {
    long past = System.currentTimeMillis() / 1000 - 5;

    done("/api/revoke", "{\"user\":\"%s\",\"upTo\":%d}".formatted(name(test), past));

    connect(name(test));
  }

  @Test
  void tellsWhichNodesThereAre() {
    connect("somebody");

    HttpResponse<String> response = server.get("/api/nodes", BEARER);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode nodes = RunningServer.json(response.body()).get("nodes");
    assertThat(nodes).hasSize(1);
    assertThat(nodes.get(0).get("node").asText()).startsWith("n-");
    assertThat(nodes.get(0).get("state").asText()).isEqualTo("ready");
    assertThat(nodes.get(0).get("connections").asInt()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/disconnect", "/api/unsubscribe", "/api/revoke"})
  void asksForAKey(String path) {
    assertThat(server.post(path, "{\"user\":\"alice\"}", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(server.get("/api/nodes", "").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/disconnect | not json",
        "/api/disconnect | []",
        "/api/disconnect | {}",
        "/api/disconnect | {\"user\":7}",
        "/api/disconnect | {\"user\":\"\"}",
        "/api/disconnect | {\"user\":null}",
        "/api/disconnect | {\"user\":\"a\",\"user\":\"b\"}",
        "/api/disconnect | {\"user\":\"a\"} {}",
        "/api/disconnect | {\"user\":\"a\",\"sesion\":\"s\"}",
        "/api/disconnect | {\"user\":\"a\",\"session\":null}",
        "/api/disconnect | {\"user\":\"a\",\"reconnect\":\"true\"}",
        "/api/disconnect | [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
        "/api/unsubscribe | {\"user\":\"a\"}",
        "/api/unsubscribe | {\"user\":\"a\",\"channel\":\"nope\"}",
        "/api/revoke | {}",
        "/api/revoke | {\"user\":\"a\",\"token\":\"t\"}",
        "/api/revoke | {\"token\":\"t\",\"upTo\":1}",
        "/api/revoke | {\"user\":\"a\",\"upTo\":99999999999}",
        "/api/revoke | {\"user\":\"a\",\"upTo\":1.5}",
        "/api/revoke | {\"user\":\"a\",\"upTo\":-1}",
        "/api/revoke | {\"user\":\"a\",\"until\":1}",
        "/api/revoke | {\"user\":\"a\",\"until\":99999999999}",
      })
  void refusesWhatItDoesNotUnderstand(String path, String body) {
    HttpResponse<String> response = server.post(path, body, BEARER);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode problem = RunningServer.json(response.body());
    assertThat(problem.get("code").asText()).isEqualTo("bad_request");
    assertThat(problem.get("detail").asText()).endsWith(".");
  }

  @Test
  void takesNamesUpToTheirLimit() {
    String most = "u".repeat(255);

    assertThat(done("/api/disconnect", "{\"user\":\"%s\"}".formatted(most)).get("sessions").asInt())
        .isZero();
    assertThat(
            server
                .post("/api/disconnect", "{\"user\":\"u%s\"}".formatted(most), BEARER)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void refusesABodyOverTheLimit() {
    String body = "{\"user\":\"alice\"%s}";
    String room = " ".repeat(4096 - body.formatted("").length());

    assertThat(server.post("/api/disconnect", body.formatted(room), BEARER).statusCode())
        .isEqualTo(200);
    assertThat(server.post("/api/disconnect", body.formatted(room + " "), BEARER).statusCode())
        .isEqualTo(413);
  }

  @Test
  void isReadyOnceItHasCarriedOutEverything() {
    await().until(() -> server.get("/health/ready").statusCode() == 200);
  }
}
