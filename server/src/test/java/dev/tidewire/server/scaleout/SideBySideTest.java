package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.process.Release;
import dev.tidewire.server.support.process.ServerProcess;
import dev.tidewire.server.support.redis.RedisProcess;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node of the previous release and one of this one share a Redis, as in the middle of a rolling
 * upgrade: what is done at one is seen at the other, both ways.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SideBySideTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);

  /** Which release is which side of a test. */
  enum Way {
    TO_CURRENT,
    TO_PREVIOUS;

    /** A name that nobody else has, of a channel's rest, a user or a key. */
    String name(String what) {
      return what + "-" + name().replace('_', '-');
    }
  }

  private final List<WireClient> clients = new ArrayList<>();
  private RedisProcess redis;
  private ServerProcess previous;
  private ServerProcess current;

  @BeforeAll
  void start() {
    Release before = Release.previous();
    redis = RedisProcess.start();
    previous = ServerProcess.start(before, "redis", redis.url(), "drain", "1s").awaitReady();
    current = ServerProcess.start("redis", redis.url(), "drain", "1s").awaitReady();
  }

  @AfterEach
  void leave() {
    clients.forEach(WireClient::close);
    clients.clear();
  }

  @AfterAll
  void stop() {
    if (current != null) {
      current.close();
    }
    if (previous != null) {
      previous.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  private ServerProcess from(Way way) {
    return way == Way.TO_CURRENT ? previous : current;
  }

  private ServerProcess to(Way way) {
    return way == Way.TO_CURRENT ? current : previous;
  }

  @ParameterizedTest
  @EnumSource
  void deliversWhatBackEndsAndClientsPublishOnTheOther(Way way) {
    String channel = way.name("chat:deliver");
    WireClient listener = connect(to(way), "alice");
    listener.ok(subscribe(channel, ""));

    JsonNode position = publish(from(way), channel, "{\"text\":\"one ☂\"}");
    connect(from(way), "bob")
        .ok("{\"publish\":{\"channel\":\"%s\",\"data\":[2]}}".formatted(channel));

    JsonNode first = listener.push("message");
    JsonNode second = listener.push("message");
    assertThat(first.get("offset")).isEqualTo(position.get("offset"));
    assertThat(first.at("/data/text").asText()).isEqualTo("one ☂");
    assertThat(first.has("user")).isFalse();
    assertThat(second.get("offset").asLong()).isEqualTo(position.get("offset").asLong() + 1);
    assertThat(second.at("/data/0").asInt()).isEqualTo(2);
    assertThat(second.get("user").asText()).isEqualTo("bob");
  }

  @ParameterizedTest
  @EnumSource
  void deliversWhatIsNotKept(Way way) {
    String channel = way.name("typing:deliver");
    WireClient listener = connect(to(way), "alice");
    listener.ok(subscribe(channel, ""));

    publish(from(way), channel, "true");

    assertThat(listener.push("message").get("data").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void tellsWhoIsThereAndWhoComesAndGoes(Way way) {
    String channel = way.name("chat:presence");
    WireClient alice = connect(to(way), "alice");
    alice.ok(subscribe(channel, ",\"presence\":true"));

    WireClient bob = connect(from(way), "bob");
    JsonNode seen = bob.ok(subscribe(channel, ",\"presence\":true"));

    assertThat(seen.get("count").asInt()).isEqualTo(2);
    assertThat(users(seen)).containsExactlyInAnyOrder("alice", "bob");
    assertThat(users(alice.push("joined"))).containsExactly("bob");
    assertThat(users(alice.ok("{\"presence\":{\"channel\":\"" + channel + "\"}}")))
        .containsExactlyInAnyOrder("alice", "bob");
    bob.cut();
    assertThat(users(alice.push("left"))).containsExactly("bob");
  }

  @ParameterizedTest
  @EnumSource
  void resumesASubscriberThatMovesAndComesBack(Way way) {
    String channel = way.name("chat:resume");
    WireClient alice = connect(from(way), "alice");
    String epoch = alice.ok(subscribe(channel, "")).get("epoch").asText();
    publish(from(way), channel, "1");
    assertThat(alice.push("message").get("offset").asLong()).isEqualTo(1);
    alice.cut();
    publish(from(way), channel, "2");
    publish(to(way), channel, "3");

    WireClient moved = connect(to(way), "alice");
    assertThat(resumed(moved, channel, epoch, 1)).containsExactly(2, 3);
    moved.cut();
    publish(to(way), channel, "4");
    WireClient back = connect(from(way), "alice");
    assertThat(resumed(back, channel, epoch, 3)).containsExactly(4);
  }

  @ParameterizedTest
  @EnumSource
  void readsTheHistoryThatTheOtherWrote(Way way) {
    String channel = way.name("chat:history");
    for (int i = 1; i <= 5; i++) {
      publish(from(way), channel, String.valueOf(i));
    }

    String request = "{\"history\":{\"channel\":\"%s\",\"limit\":3}}".formatted(channel);
    JsonNode page = connect(to(way), "alice").ok(request);

    assertThat(page.get("messages").findValuesAsText("data")).containsExactly("3", "4", "5");
    assertThat(page.get("more").asBoolean()).isTrue();
    assertThat(page).isEqualTo(connect(from(way), "alice").ok(request));
  }

  @ParameterizedTest
  @EnumSource
  void answersARetryAtTheOtherWithTheFirstPosition(Way way) {
    String body =
        "{\"channel\":\"%s\",\"data\":1,\"key\":\"%s\"}"
            .formatted(way.name("chat:retry"), way.name("key"));

    String first = done(from(way), "/api/publish", body).toString();

    assertThat(done(to(way), "/api/publish", body)).hasToString(first);
  }

  @ParameterizedTest
  @EnumSource
  void disconnectsAUserAtTheOther(Way way) {
    String user = way.name("to-be-disconnected");
    WireClient there = connect(to(way), user);

    carriedOut(from(way), "/api/disconnect", "{\"user\":\"" + user + "\",\"reconnect\":true}");

    assertThat(there.closeCode()).isEqualTo(4005);
  }

  @ParameterizedTest
  @EnumSource
  void takesAUserOutOfAChannelAtTheOther(Way way) {
    String user = way.name("to-be-removed");
    String channel = way.name("chat:removed");
    WireClient there = connect(to(way), user);
    there.ok(subscribe(channel, ""));

    carriedOut(
        from(way),
        "/api/unsubscribe",
        "{\"user\":\"%s\",\"channel\":\"%s\"}".formatted(user, channel));

    assertThat(there.push("unsubscribed").get("code").asText()).isEqualTo("removed");
  }

  @ParameterizedTest
  @EnumSource
  void revokesAUserAtTheOtherAlsoWhenThatIsStartedAfterwards(Way way) {
    String user = way.name("to-be-revoked");
    String token = ServerProcess.token(user);
    WireClient there = open(to(way));
    there.ok(connecting(token));

    carriedOut(from(way), "/api/revoke", "{\"user\":\"" + user + "\"}");

    assertThat(there.closeCode()).isEqualTo(4503);
    assertThat(open(to(way)).refused(connecting(token))).isEqualTo("token_revoked");
    to(way).terminate();
    assertThat(to(way).awaitExit()).isZero();
    to(way).startAgain().awaitReady();
    assertThat(open(to(way)).refused(connecting(token))).isEqualTo("token_revoked");
  }

  @Test
  void listBothNodes() {
    await()
        .atMost(WITHIN_SECONDS)
        .untilAsserted(() -> {
          JsonNode nodes = RunningServer.json(previous.get("/api/nodes").body()).get("nodes");
          assertThat(nodes).hasSize(2);
          assertThat(nodes.findValuesAsText("state")).containsExactly("ready", "ready");
          assertThat(names(nodes))
              .isEqualTo(names(RunningServer.json(current.get("/api/nodes").body()).get("nodes")));
        });
  }

  private WireClient connect(ServerProcess node, String user) {
    WireClient client = open(node);
    client.ok(connecting(ServerProcess.token(user)));
    return client;
  }

  private WireClient open(ServerProcess node) {
    WireClient client = WireClient.open(node.port());
    clients.add(client);
    return client;
  }

  private static String connecting(String token) {
    return "{\"connect\":{\"token\":\"" + token + "\"}}";
  }

  private static String subscribe(String channel, String more) {
    return "{\"subscribe\":{\"channel\":\"%s\"%s}}".formatted(channel, more);
  }

  private static List<Integer> resumed(
      WireClient client, String channel, String epoch, long offset) {
    JsonNode reply =
        client.ok(
            subscribe(
                channel, ",\"since\":{\"epoch\":\"%s\",\"offset\":%d}".formatted(epoch, offset)));
    assertThat(reply.get("recovered").asBoolean()).as(reply.toString()).isTrue();
    return reply.get("messages").findValuesAsText("data").stream().map(Integer::valueOf).toList();
  }

  private static JsonNode publish(ServerProcess node, String channel, String data) {
    return done(node, "/api/publish", "{\"channel\":\"%s\",\"data\":%s}".formatted(channel, data));
  }

  /** A command that both nodes say they have carried out. */
  private static void carriedOut(ServerProcess node, String path, String body) {
    JsonNode answer = done(node, path, body);
    assertThat(answer.get("applied")).as(answer.toString()).hasSize(2);
    assertThat(answer.get("missing")).isEmpty();
    assertThat(answer.get("sessions").asLong()).isEqualTo(1);
  }

  private static JsonNode done(ServerProcess node, String path, String body) {
    HttpResponse<String> response = node.post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return RunningServer.json(response.body());
  }

  private static List<String> users(JsonNode members) {
    return members.get("members").findValuesAsText("user");
  }

  private static List<String> names(JsonNode nodes) {
    return nodes.findValuesAsText("node");
  }
}
