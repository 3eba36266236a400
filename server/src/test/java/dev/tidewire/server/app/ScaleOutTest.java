package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole servers on one Redis behave like one. */
class ScaleOutTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);
  private static final String CAPS = "{\"*\":[\"*\"]}";
  private static final String ROOM = "chat:room";

  @TempDir Path folder;
  private RedisProcess redis;
  private RunningServer one;
  private RunningServer other;
  private final List<WireClient> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    one = node();
    other = node();
  }

  @AfterEach
  void stop() {
    clients.forEach(WireClient::close);
    one.close();
    other.close();
    redis.close();
  }

  @Test
  void deliversToTheSubscribersOfAllNodesInOneOrder() {
    WireClient here = subscribed(one, "alice", "");
    WireClient there = subscribed(other, "bob", "");
    CompletableFuture<Void> publisher =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 100; i++) {
            one.publish(ROOM, "\"one " + i + "\"");
          }
        });
    for (int i = 0; i < 100; i++) {
      other.publish(ROOM, "\"other " + i + "\"");
    }
    publisher.join();

    List<String> heardHere = messages(here, 200);

    assertThat(messages(there, 200)).isEqualTo(heardHere);
    assertThat(heardHere).filteredOn(text -> text.contains("one")).hasSize(100);
  }

  @Test
  void resumesOnTheOtherNode() {
    WireClient alice = subscribed(one, "alice", "");
    other.publish(ROOM, "1");
    String epoch = position(one.publish(ROOM, "2"));
    assertThat(messages(alice, 2)).hasSize(2);
    alice.cut();
    other.publish(ROOM, "3");

    JsonNode reply =
        connect(other, "alice")
            .ok(
                "{\"subscribe\":{\"channel\":\"%s\",\"since\":{\"epoch\":\"%s\",\"offset\":2}}}"
                    .formatted(ROOM, epoch));

    assertThat(reply.get("recovered").asBoolean()).isTrue();
    assertThat(reply.get("messages")).hasSize(1);
    assertThat(reply.get("messages").get(0).get("data").asInt()).isEqualTo(3);
  }

  @Test
  void hasOneListOfWhoIsThere() {
    WireClient alice = subscribed(one, "alice", ",\"presence\":true");
    WireClient bob = connect(other, "bob");

    JsonNode reply = bob.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\",\"presence\":true}}");

    assertThat(reply.get("count").asInt()).isEqualTo(2);
    assertThat(reply.get("members").findValuesAsText("user"))
        .containsExactlyInAnyOrder("alice", "bob");
    assertThat(alice.push("joined").get("members").findValuesAsText("user")).containsExactly("bob");
    bob.cut();
    assertThat(alice.push("left").get("members").findValuesAsText("user")).containsExactly("bob");
  }

  @Test
  void answersARetryOnTheOtherNodeWithTheFirstPosition() {
    String body = "{\"channel\":\"" + ROOM + "\",\"data\":1,\"key\":\"order-1\"}";
    String authorization = "Bearer " + RunningServer.API_KEY;

    assertThat(other.post(body, authorization).body())
        .isEqualTo(one.post(body, authorization).body());
  }

  @Test
  void servesACrowdThatResumesFromItsMemory() {
    String epoch = position(one.publish(ROOM, "1"));
    for (int i = 2; i <= 50; i++) {
      one.publish(ROOM, String.valueOf(i));
    }
    String token = other.token("crowd", CAPS);
    double before = other.metric("tidewire_broker_reads_total");
    for (int i = 0; i < 200; i++) {
      WireClient client = remember(other.open());
      JsonNode reply =
          client.ok(
              """
              {"connect":{"token":"%s","subscribe":[
                {"channel":"%s","since":{"epoch":"%s","offset":%d}}]}}\
              """
                  .formatted(token, ROOM, epoch, i % 50)
                  .replace("\n", ""));
      JsonNode subscribed = reply.get("subscribed").get(0);
      assertThat(subscribed.get("recovered").asBoolean()).isTrue();
      assertThat(subscribed.get("messages")).hasSize(50 - i % 50);
    }

    assertThat(other.metric("tidewire_broker_reads_total") - before).isLessThanOrEqualTo(3);
  }

  @Test
  void losesNothingWhenItsConnectionsToRedisAreCutAllTheTime() {
    WireClient subscriber = subscribed(other, "alice", "");
    Random random = new Random(3);
    List<String> acknowledged = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String data = String.valueOf(i);
      if (one.post(
                  "{\"channel\":\"%s\",\"data\":%s,\"key\":\"k%s\"}".formatted(ROOM, data, data),
                  "Bearer " + RunningServer.API_KEY)
              .statusCode()
          == 200) {
        acknowledged.add(data);
      }
      if (random.nextInt(60) == 0) {
        redis.ask(commands -> commands.clientKill(KillArgs.Builder.typePubsub()));
      }
      if (random.nextInt(100) == 0) {
        redis.ask(commands -> commands.clientKill(KillArgs.Builder.typeNormal().skipme(true)));
        await().atMost(WITHIN_SECONDS).until(() -> one.get("/health/ready").statusCode() == 200);
      }
    }

    List<String> heard = messages(subscriber, acknowledged.size());

    assertThat(heard).doesNotHaveDuplicates().containsSubsequence(acknowledged);
    assertThat(subscriber.pending("gap")).isZero();
    assertThat(other.metric("tidewire_feed_interruptions_total")).isPositive();
  }

  @Test
  void tellsEverySubscriberWhenRedisHasForgottenEverything() {
    WireClient here = subscribed(one, "alice", "");
    WireClient there = subscribed(other, "bob", "");
    one.publish(ROOM, "1");
    messages(here, 1);
    messages(there, 1);

    redis.kill();
    assertThat(one.post(body("2"), "Bearer " + RunningServer.API_KEY).statusCode()).isEqualTo(503);
    redis.startAgainEmpty();

    JsonNode gap = here.push("gap");
    assertThat(there.push("gap")).isEqualTo(gap);
    await()
        .atMost(WITHIN_SECONDS)
        .until(() -> one.post(body("3"), "Bearer " + RunningServer.API_KEY).statusCode() == 200);
    assertThat(messages(here, 1)).isEqualTo(messages(there, 1));
  }

  @Test
  void keepsItsSocketsOpenWithoutRedisAndTellsTheTruthAboutItself() {
    WireClient alice = subscribed(one, "alice", "");
    redis.stop();
    await().atMost(WITHIN_SECONDS).until(() -> one.get("/health/ready").statusCode() == 503);

    assertThat(one.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(alice.refused("{\"publish\":{\"channel\":\"" + ROOM + "\",\"data\":1}}"))
        .isEqualTo("unavailable");

    redis.startAgain();
    await().atMost(WITHIN_SECONDS).until(() -> one.get("/health/ready").statusCode() == 200);
    alice.ok("{\"publish\":{\"channel\":\"" + ROOM + "\",\"data\":2}}");
    assertThat(alice.push("message").get("data").asInt()).isEqualTo(2);
  }

  private RunningServer node() {
    RunningServer server = RunningServer.start(folder, "redis", redis.url(), "drain", "1s");
    await().atMost(WITHIN_SECONDS).until(() -> server.get("/health/ready").statusCode() == 200);
    return server;
  }

  private WireClient subscribed(RunningServer server, String user, String more) {
    WireClient client = connect(server, user);
    client.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"" + more + "}}");
    return client;
  }

  private WireClient connect(RunningServer server, String user) {
    return remember(server.connect(user));
  }

  private WireClient remember(WireClient client) {
    clients.add(client);
    return client;
  }

  private static List<String> messages(WireClient client, int count) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(client.push("message").get("data").asText());
    }
    return messages;
  }

  private static String position(JsonNode published) {
    return published.get("epoch").asText();
  }

  private static String body(String data) {
    return "{\"channel\":\"%s\",\"data\":%s}".formatted(ROOM, data);
  }
}
