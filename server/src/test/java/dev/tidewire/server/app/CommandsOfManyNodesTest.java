package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.redis.RedisProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a back end asks of one server holds on the other as well. */
class CommandsOfManyNodesTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);
  private static final String BEARER = "Bearer " + RunningServer.API_KEY;

  @TempDir Path folder;
  private final List<WireClient> clients = new ArrayList<>();
  private RedisProcess redis;
  private RunningServer one;
  private RunningServer other;

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    one = RunningServer.start(folder, "redis", redis.url(), "drain", "1s");
    other = RunningServer.start(folder, "redis", redis.url(), "drain", "1s");
    awaitReady(one);
    awaitReady(other);
  }

  @AfterEach
  void stop() {
    clients.forEach(WireClient::close);
    one.close();
    other.close();
    redis.close();
  }

  private static void awaitReady(RunningServer server) {
    await().atMost(WITHIN_SECONDS).until(() -> server.get("/health/ready").statusCode() == 200);
  }

  private WireClient remember(WireClient client) {
    clients.add(client);
    return client;
  }

  private static JsonNode done(RunningServer server, String path, String body) {
    HttpResponse<String> response = server.post(path, body, BEARER);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return RunningServer.json(response.body());
  }

  @Test
  void revokesOnEveryNode() {
    String token = other.token("alice", "{}");
    WireClient here = remember(one.connect("alice"));
    WireClient there = remember(other.connect("alice"));

    JsonNode answer = done(one, "/api/revoke", "{\"user\":\"alice\"}");

    assertThat(answer.get("applied")).hasSize(2);
    assertThat(answer.get("sessions").asInt()).isEqualTo(2);
    assertThat(here.closeCode()).isEqualTo(4503);
    assertThat(there.closeCode()).isEqualTo(4503);
    assertThat(remember(other.open()).refused("{\"connect\":{\"token\":\"%s\"}}".formatted(token)))
        .isEqualTo("token_revoked");
  }

  @Test
  void disconnectsOnEveryNode() {
    WireClient there = remember(other.connect("alice"));

    done(one, "/api/disconnect", "{\"user\":\"alice\",\"reconnect\":true}");

    assertThat(there.closeCode()).isEqualTo(4005);
  }

  @Test
  void listsBothNodesUntilOneLeaves() {
    assertThat(nodes()).hasSize(2);

    other.close();

    assertThat(nodes()).hasSize(1);
  }

  @Test
  void saysThatNothingWasDoneWhileRedisIsAway() {
    redis.kill();
    await().atMost(WITHIN_SECONDS).until(() -> one.get("/health/ready").statusCode() == 503);

    HttpResponse<String> response = one.post("/api/disconnect", "{\"user\":\"alice\"}", BEARER);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(RunningServer.json(response.body()).get("code").asText()).isEqualTo("unavailable");
    redis.startAgainEmpty();
    awaitReady(one);
    awaitReady(other);
    assertThat(done(one, "/api/disconnect", "{\"user\":\"alice\"}").get("missing")).isEmpty();
  }

  private JsonNode nodes() {
    return RunningServer.json(one.get("/api/nodes", BEARER).body()).get("nodes");
  }
}
