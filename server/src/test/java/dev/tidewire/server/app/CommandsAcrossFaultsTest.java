package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.redis.FaultProxy;
import dev.tidewire.server.support.redis.RedisProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a back end asks of one server, the other one does, though it may be cut off from Redis. */
class CommandsAcrossFaultsTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);
  private static final String BEARER = "Bearer " + RunningServer.API_KEY;
  private static final String ROOM = "chat:room";

  @TempDir Path folder;
  private RedisProcess redis;
  private FaultProxy between;
  private RunningServer near;
  private RunningServer far;
  private final List<WireClient> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    between = FaultProxy.before(redis.port());
    near = node(redis.port());
    far = node(between.port());
  }

  @AfterEach
  void stop() {
    clients.forEach(WireClient::close);
    near.close();
    far.close();
    between.close();
    redis.close();
  }

  private RunningServer node(int port) {
    RunningServer server =
        RunningServer.start(folder, "redis", "redis://127.0.0.1:" + port, "drain", "1s");
    await().atMost(WITHIN_SECONDS).until(() -> server.get("/health/ready").statusCode() == 200);
    return server;
  }

  private WireClient connect(RunningServer server, String user) {
    return remember(server.connect(user));
  }

  private WireClient remember(WireClient client) {
    clients.add(client);
    return client;
  }

  private WireClient presenting(RunningServer server, String token) {
    WireClient client = remember(server.open());
    client.ok(connecting(token));
    return client;
  }

  private static String connecting(String token) {
    return "{\"connect\":{\"token\":\"" + token + "\"}}";
  }

  /** The answer of a command that all nodes have carried out. */
  private JsonNode carriedOut(RunningServer server, String path, String body) {
    HttpResponse<String> response = server.post(path, body, BEARER);
    JsonNode answer = RunningServer.json(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(answer.get("applied")).hasSize(2);
    assertThat(names(answer.get("applied")))
        .isEqualTo(new TreeSet<>(nodes(near).findValuesAsText("node")));
    assertThat(answer.get("missing")).isEmpty();
    return answer;
  }

  private static JsonNode nodes(RunningServer server) {
    return RunningServer.json(server.get("/api/nodes", BEARER).body()).get("nodes");
  }

  private static Set<String> names(JsonNode array) {
    Set<String> names = new TreeSet<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  private static void assertRefused(WireClient client, String token) {
    assertThat(client.refused(connecting(token))).isEqualTo("token_revoked");
    assertThat(client.closeCode()).isEqualTo(4503);
  }

  @Test
  void disconnectsOneSessionThatMayComeBack() {
    WireClient there = remember(far.open());
    String session =
        there.ok(connecting(far.token("alice", "{\"*\":[\"*\"]}"))).get("session").asText();
    WireClient second = connect(far, "alice");

    JsonNode answer =
        carriedOut(
            near,
            "/api/disconnect",
            "{\"user\":\"alice\",\"session\":\"%s\",\"reconnect\":true}".formatted(session));

    assertThat(answer.get("sessions").asLong()).isEqualTo(1);
    assertThat(there.closeCode()).isEqualTo(4005);
    second.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"}}");
  }

  @Test
  void takesAUserOutOfAChannelAndLeavesItConnected() {
    WireClient there = connect(far, "alice");
    there.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"}}");
    there.ok("{\"subscribe\":{\"channel\":\"chat:other\"}}");

    JsonNode answer =
        carriedOut(near, "/api/unsubscribe", "{\"user\":\"alice\",\"channel\":\"" + ROOM + "\"}");

    assertThat(answer.get("sessions").asLong()).isEqualTo(1);
    assertThat(there.push("unsubscribed"))
        .isEqualTo(RunningServer.json("{\"channel\":\"" + ROOM + "\",\"code\":\"removed\"}"));
    near.publish(ROOM, "1");
    near.publish("chat:other", "2");
    assertThat(there.push("message").get("data").asInt()).isEqualTo(2);
  }

  @Test
  void revokesTheTokensThatAUserHasAndNoneThatItGetsLater() {
    Instant longAgo = Instant.now().minus(Duration.ofHours(1));
    String old = RunningServer.token("alice", "t-1", longAgo);
    String newer = RunningServer.token("alice", "t-2", Instant.now());
    WireClient there = presenting(far, old);
    WireClient staying = presenting(far, newer);

    JsonNode answer =
        carriedOut(
            near,
            "/api/revoke",
            "{\"user\":\"alice\",\"upTo\":%d}".formatted(longAgo.getEpochSecond()));

    assertThat(answer.get("sessions").asLong()).isEqualTo(1);
    assertThat(there.closeCode()).isEqualTo(4503);
    assertRefused(remember(far.open()), old);
    assertRefused(remember(near.open()), old);
    assertThat(staying.refused("{\"refresh\":{\"token\":\"" + old + "\"}}"))
        .isEqualTo("token_revoked");
    staying.ok("{\"refresh\":{\"token\":\"" + newer + "\"}}");
  }

  @Test
  void revokesOneToken() {
    String lost = RunningServer.token("alice", "t-1", Instant.now());
    WireClient there = presenting(far, lost);
    WireClient staying = presenting(far, RunningServer.token("alice", "t-2", Instant.now()));

    carriedOut(near, "/api/revoke", "{\"token\":\"t-1\"}");

    assertThat(there.closeCode()).isEqualTo(4503);
    assertRefused(remember(near.open()), lost);
    staying.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"}}");
  }

  @Test
  void aNodeThatLostRedisKnowsWhatIsRevokedBeforeItIsReadyAgain() {
    String lost = RunningServer.token("alice", "t-1", Instant.now());
    WireClient there = presenting(far, lost);
    between.cutOff();

    HttpResponse<String> response = near.post("/api/revoke", "{\"token\":\"t-1\"}", BEARER);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(RunningServer.json(response.body()).get("applied")).hasSize(1);
    assertThat(RunningServer.json(response.body()).get("missing")).hasSize(1);
    await().atMost(WITHIN_SECONDS).until(() -> far.get("/health/ready").statusCode() == 503);
    assertThat(there.refused("{\"publish\":{\"channel\":\"" + ROOM + "\",\"data\":1}}"))
        .isEqualTo("unavailable"); // so it is still there

    between.restore();
    await().atMost(WITHIN_SECONDS).until(() -> far.get("/health/ready").statusCode() == 200);
    assertRefused(remember(far.open()), lost);
    assertThat(there.closeCode()).isEqualTo(4503);
  }

  @Test
  void tellsWhichNodesThereAreAndWhatTheyCarry() {
    WireClient there = connect(far, "alice");
    there.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"}}");

    await()
        .atMost(WITHIN_SECONDS)
        .untilAsserted(() -> {
          JsonNode nodes = nodes(near);
          assertThat(nodes).hasSize(2);
          assertThat(nodes.findValuesAsText("state")).containsOnly("ready");
          assertThat(nodes.findValuesAsText("connections")).containsExactlyInAnyOrder("0", "1");
          assertThat(nodes.findValuesAsText("subscriptions")).containsExactlyInAnyOrder("0", "1");
        });
    far.close();
    assertThat(nodes(near)).hasSize(1);
  }
}
