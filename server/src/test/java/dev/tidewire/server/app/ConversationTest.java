package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations with a whole server over real sockets. Each test has channels of its own. */
class ConversationTest {
  @TempDir static Path folder;
  private static RunningServer server;

  private final List<WireClient> clients = new ArrayList<>();
  private String room = "";

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "max-subscriptions", "300", "connect-timeout", "30s");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void nameTheRoom(TestInfo test) {
    room = "chat:" + test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void cutAll() {
    clients.forEach(WireClient::close);
  }

  @Test
  void deliversAPublishedMessageToEverySubscriberIncludingItsPublisher() {
    WireClient alice = connect("alice");
    WireClient bob = connect("bob");
    alice.ok(subscribe(room));
    bob.ok(subscribe(room));

    JsonNode position = alice.ok(publish(room, "{\"text\": \"hi\"}"));

    assertThat(position.get("offset").asLong()).isEqualTo(1);
    for (WireClient client : List.of(alice, bob)) {
      JsonNode message = client.push("message");
      assertThat(message.get("channel").asText()).isEqualTo(room);
      assertThat(message.get("offset").asLong()).isEqualTo(1);
      assertThat(message.get("user").asText()).isEqualTo("alice");
      assertThat(message.get("data").get("text").asText()).isEqualTo("hi");
      assertThat(message.get("at").asLong()).isPositive();
    }
  }

  @Test
  void tellsWhoIsConnectedAndForHowLong() {
    WireClient client = open();

    JsonNode ok =
        client.ok(
            "{\"connect\":{\"token\":\""
                + server.token("alice", "{}", Duration.ofMinutes(5))
                + "\"}}");

    assertThat(ok.get("user").asText()).isEqualTo("alice");
    assertThat(ok.get("session").asText()).isNotEmpty();
    assertThat(ok.get("node").asText()).isNotEmpty();
    assertThat(ok.get("heartbeat").asLong()).isEqualTo(25_000);
    assertThat(ok.get("expires").asLong())
        .isBetween(
            System.currentTimeMillis() / 1000 + 280, System.currentTimeMillis() / 1000 + 301);
  }

  @Test
  void takesTheTokenOfTheHandshakeWhenConnectHasNone() {
    WireClient client = open("Authorization", "Bearer " + server.token("robot", "{}"));

    assertThat(client.ok("{\"connect\":{}}").get("user").asText()).isEqualTo("robot");
  }

  @Test
  void refusesEverythingBeforeConnectAndASecondConnect() {
    WireClient client = open();
    assertThat(client.refused(subscribe(room))).isEqualTo("not_connected");
    assertThat(client.refused("{\"refresh\":{\"token\":\"x\"}}")).isEqualTo("not_connected");
    assertThat(client.refused("{\"ping\":{}}")).isEqualTo("not_connected");

    String connect = "{\"connect\":{\"token\":\"" + server.token("alice", "{}") + "\"}}";
    client.ok(connect);

    assertThat(client.refused(connect)).isEqualTo("already_connected");
    client.ok("{\"refresh\":{\"token\":\"" + server.token("alice", "{}") + "\"}}");
  }

  @Test
  void answersAPing() {
    WireClient client = connect("alice");

    assertThat(client.ok("{\"ping\":{}}")).isEmpty();
  }

  @Test
  void endsAConversationWhoseTokenIsRefused() {
    WireClient invalid = open();
    assertThat(invalid.refused("{\"connect\":{\"token\":\"a.b.c\"}}")).isEqualTo("token_invalid");
    assertThat(invalid.closeCode()).isEqualTo(4501);

    WireClient missing = open();
    assertThat(missing.refused("{\"connect\":{}}")).isEqualTo("token_invalid");
    assertThat(missing.closeCode()).isEqualTo(4501);
  }

  @Test
  void endsAConversationOverAMessageThatIsNoRequest() {
    WireClient client = connect("alice");

    client.send("[]");

    assertThat(client.closeCode()).isEqualTo(4500);
  }

  @Test
  void endsAConversationOverABinaryMessage() {
    WireClient client = connect("alice");

    client.sendBinary((byte) 1);

    assertThat(client.closeCode()).isEqualTo(1003);
  }

  @Test
  void answersARequestThatIsNotUnderstoodAndGoesOn() {
    WireClient client = connect("alice");

    assertThat(client.refused("{\"dance\":{}}")).isEqualTo("bad_request");
    assertThat(client.refused("{\"subscribe\":{\"channel\":\"nope\"}}")).isEqualTo("bad_request");
    client.ok(subscribe(room));
  }

  @Test
  void continuesBehindAPosition() {
    WireClient first = connect("alice");
    String epoch = first.ok(subscribe(room)).get("epoch").asText();
    server.publish(room, "1");
    assertThat(first.push("message").get("offset").asLong()).isEqualTo(1);
    first.cut();
    server.publish(room, "2");
    server.publish(room, "3");

    WireClient second = connect("alice");
    JsonNode ok = second.ok(subscribe(room, since(epoch, 1)));

    assertThat(ok.get("recovered").asBoolean()).isTrue();
    assertThat(ok.get("offset").asLong()).isEqualTo(3);
    assertThat(offsets(ok)).containsExactly(2L, 3L);
    server.publish(room, "4");
    assertThat(second.push("message").get("offset").asLong()).isEqualTo(4);
  }

  @Test
  void continuesAllChannelsOfASessionInOneRoundTrip() {
    String other = room + "2";
    server.publish(room, "1");
    String epoch = server.publish(room, "2").get("epoch").asText();
    String otherEpoch = server.publish(other, "1").get("epoch").asText();
    WireClient client = open();

    JsonNode subscribed =
        client
            .ok(
                "{\"connect\":{\"token\":\"%s\",\"subscribe\":[%s,%s,%s]}}"
                    .formatted(
                        server.token("alice", "{\"chat:*\":[\"*\"]}"),
                        "{\"channel\":\"%s\"%s}".formatted(room, since(epoch, 1)),
                        "{\"channel\":\"%s\"%s}".formatted(other, since(otherEpoch, 1)),
                        "{\"channel\":\"small:forbidden\"}"))
            .get("subscribed");

    assertThat(offsets(subscribed.get(0))).containsExactly(2L);
    assertThat(subscribed.get(0).get("recovered").asBoolean()).isTrue();
    assertThat(offsets(subscribed.get(1))).isEmpty();
    assertThat(subscribed.get(1).get("recovered").asBoolean()).isTrue();
    assertThat(subscribed.get(2).get("error").get("code").asText()).isEqualTo("permission_denied");
    server.publish(other, "2");
    assertThat(client.push("message").get("channel").asText()).isEqualTo(other);
  }

  @Test
  void saysSoWhenItCannotContinue() {
    String channel = room.replace("chat:", "small:");
    String epoch = server.publish(channel, "1").get("epoch").asText();
    for (int i = 2; i <= 7; i++) {
      server.publish(channel, Integer.toString(i));
    }
    WireClient client = connect("alice");

    JsonNode kept = client.ok(subscribe(channel, since(epoch, 2)));
    client.ok(unsubscribe(channel));
    JsonNode trimmed = client.ok(subscribe(channel, since(epoch, 1)));
    client.ok(unsubscribe(channel));
    JsonNode otherEpoch = client.ok(subscribe(channel, since("other", 7)));
    client.ok(unsubscribe(channel));
    JsonNode future = client.ok(subscribe(channel, since(epoch, 8)));
    client.ok(unsubscribe(channel));
    JsonNode rewound = client.ok(subscribe(channel, since(epoch, 1) + ",\"rewind\":2"));

    assertThat(kept.get("recovered").asBoolean()).isTrue();
    assertThat(offsets(kept)).containsExactly(3L, 4L, 5L, 6L, 7L);
    for (JsonNode lost : List.of(trimmed, otherEpoch, future)) {
      assertThat(lost.get("recovered").asBoolean()).as(lost.toString()).isFalse();
      assertThat(lost.get("offset").asLong()).isEqualTo(7);
      assertThat(offsets(lost)).isEmpty();
    }
    assertThat(rewound.get("recovered").asBoolean()).isFalse();
    assertThat(offsets(rewound)).containsExactly(6L, 7L);
    server.publish(channel, "8");
    assertThat(client.push("message").get("offset").asLong()).isEqualTo(8);
  }

  @Test
  void bringsACatchUpThatIsLargerThanAPageInOrderAndWhole() {
    String data = "\"" + "x".repeat(8 * 1024) + "\"";
    String epoch = "";
    for (int i = 0; i < 120; i++) {
      epoch = server.publish(room, data).get("epoch").asText();
    }
    WireClient client = connect("alice");

    JsonNode ok = client.ok(subscribe(room, since(epoch, 0)));

    assertThat(ok.get("recovered").asBoolean()).isTrue();
    List<Long> seen = offsets(ok);
    assertThat(seen).isNotEmpty().hasSizeLessThan(120);
    assertThat(ok.get("offset").asLong()).isEqualTo(seen.getLast());
    server.publish(room, "\"live\"");
    while (seen.size() < 121) {
      seen.add(client.push("message").get("offset").asLong());
    }
    assertThat(seen).isEqualTo(countingTo(121));
  }

  @Test
  void continuesManyFullChannelsWithoutOverrunningItsOwnQueue() {
    String data = "\"" + "x".repeat(15 * 1024) + "\"";
    List<String> subscribes = new ArrayList<>();
    for (int channel = 0; channel < 100; channel++) {
      String epoch = "";
      for (int i = 0; i < 2; i++) {
        epoch = server.publish(room + channel, data).get("epoch").asText();
      }
      subscribes.add("{\"channel\":\"%s\"%s}".formatted(room + channel, since(epoch, 0)));
    }
    WireClient client = open();

    JsonNode subscribed =
        client
            .ok(
                "{\"connect\":{\"token\":\"%s\",\"subscribe\":[%s]}}"
                    .formatted(
                        server.token("alice", "{\"chat:*\":[\"*\"]}"),
                        String.join(",", subscribes)))
            .get("subscribed");

    int messages = 0;
    for (JsonNode outcome : subscribed) {
      assertThat(outcome.get("recovered").asBoolean()).isTrue();
      messages += offsets(outcome).size();
    }
    while (messages < 200) {
      client.push("message");
      messages++;
    }
    assertThat(client.pending("message")).isZero();
  }

  @Test
  void publishesOnceHoweverOftenAKeyIsRepeated() {
    WireClient alice = connect("alice");
    WireClient bob = connect("bob");
    alice.ok(subscribe(room));
    String keyed = "{\"publish\":{\"channel\":\"%s\",\"data\":1,\"key\":\"k\"}}".formatted(room);

    JsonNode first = alice.ok(keyed);
    JsonNode again = alice.ok(keyed);
    JsonNode others = bob.ok(keyed);

    assertThat(again).isEqualTo(first);
    assertThat(others.get("offset").asLong()).isEqualTo(2);
    assertThat(alice.push("message").get("offset").asLong()).isEqualTo(1);
    assertThat(alice.push("message").get("offset").asLong()).isEqualTo(2);
    assertThat(alice.pending("message")).isZero();
  }

  @Test
  void rewindsAndPagesThroughTheHistory() {
    for (int i = 1; i <= 10; i++) {
      server.publish(room, Integer.toString(i));
    }
    WireClient client = connect("alice");

    assertThat(offsets(client.ok(subscribe(room, ",\"rewind\":3")))).containsExactly(8L, 9L, 10L);
    JsonNode newest = client.ok(history(room, ",\"limit\":4"));
    assertThat(offsets(newest)).containsExactly(7L, 8L, 9L, 10L);
    assertThat(newest.get("more").asBoolean()).isTrue();
    assertThat(newest.get("offset").asLong()).isEqualTo(10);
    JsonNode older = client.ok(history(room, ",\"limit\":100,\"before\":7"));
    assertThat(offsets(older)).isEqualTo(countingTo(6));
    assertThat(older.get("more").asBoolean()).isFalse();
  }

  @Test
  void keepsNothingInAChannelWithoutHistory() {
    String channel = room.replace("chat:", "typing:");
    WireClient client = connect("alice");
    JsonNode ok = client.ok(subscribe(channel, since("e", 3)));

    assertThat(ok.has("offset")).isFalse();
    assertThat(ok.get("recovered").asBoolean()).isFalse();
    assertThat(client.ok(publish(channel, "true"))).isEmpty();
    assertThat(client.push("message").has("offset")).isFalse();
    assertThat(client.refused(history(channel, ""))).isEqualTo("not_available");
    assertThat(client.refused("{\"presence\":{\"channel\":\"" + channel + "\"}}"))
        .isEqualTo("not_available");
  }

  @Test
  void knowsWhoIsThereAndTellsWhoComesAndGoes() {
    WireClient alice = connect("alice");
    JsonNode ok = alice.ok(subscribe(room, ",\"presence\":true"));
    assertThat(ok.get("count").asInt()).isEqualTo(1);
    JsonNode self = ok.get("members").get(0);
    assertThat(self.get("user").asText()).isEqualTo("alice");
    assertThat(self.get("info").get("name").asText()).isEqualTo("ALICE");

    WireClient bob = connect("bob");
    bob.ok(subscribe(room));

    JsonNode joined = alice.push("joined").get("members").get(0);
    assertThat(joined.get("user").asText()).isEqualTo("bob");
    String session = joined.get("session").asText();
    assertThat(alice.pending("joined")).as("news of itself").isZero();
    JsonNode page = alice.ok("{\"presence\":{\"channel\":\"" + room + "\",\"limit\":1}}");
    assertThat(page.get("count").asInt()).isEqualTo(2);
    assertThat(page.get("members")).hasSize(1);
    assertThat(page.get("more").asBoolean()).isTrue();

    bob.cut();
    JsonNode left = alice.push("left");
    assertThat(left.get("members").get(0).get("session").asText()).isEqualTo(session);
    assertThat(bob.pending("joined")).isZero();
  }

  @Test
  void hearsNothingMoreAfterUnsubscribing() {
    WireClient alice = connect("alice");
    WireClient bob = connect("bob");
    alice.ok(subscribe(room));
    bob.ok(subscribe(room));
    alice.ok(unsubscribe(room));
    assertThat(alice.refused(unsubscribe(room))).isEqualTo("not_subscribed");

    server.publish(room, "1");

    bob.push("message");
    alice.ok(history(room, ""));
    assertThat(alice.pending("message")).isZero();
  }

  @Test
  void refusesASecondSubscriptionToTheSameChannel() {
    WireClient alice = connect("alice");
    alice.ok(subscribe(room));

    assertThat(alice.refused(subscribe(room))).isEqualTo("already_subscribed");
  }

  @ParameterizedTest
  @CsvSource({
    "subscribe, subscribe",
    "publish, publish",
    "history, history",
    "presence, presence",
  })
  void allowsWhatTheTokenAllowsAndNothingElse(String allowed, String request) {
    WireClient client = connect("alice", "{\"%s\":[\"%s\"]}".formatted(room, allowed));

    for (String operation : List.of("subscribe", "publish", "history", "presence")) {
      String asked = "{\"%s\":{\"channel\":\"%s\",\"data\":1}}".formatted(operation, room);
      if (operation.equals(request)) {
        client.ok(asked);
      } else {
        assertThat(client.refused(asked)).as(operation).isEqualTo("permission_denied");
      }
      assertThat(client.refused(asked.replace(room, room + "-other")))
          .as(operation)
          .isEqualTo("permission_denied");
    }
  }

  @Test
  void asksForEachPermissionThatASubscribeImplies() {
    WireClient client = connect("alice", "{\"%s\":[\"subscribe\"]}".formatted(room));

    assertThat(client.refused(subscribe(room, ",\"rewind\":1"))).isEqualTo("permission_denied");
    assertThat(client.refused(subscribe(room, ",\"presence\":true")))
        .isEqualTo("permission_denied");
    client.ok(subscribe(room, since("e", 1)));
  }

  @Test
  void takesTheSubjectInAPatternLiterally() {
    WireClient star = connect("*", "{\"chat:{sub}\":[\"*\"]}");

    assertThat(star.refused(subscribe(room))).isEqualTo("permission_denied");
  }

  @Test
  void letsOnlyBackEndsPublishWhereTheNamespaceSaysSo() {
    String channel = room.replace("chat:", "feed:");
    WireClient client = connect("alice");
    client.ok(subscribe(channel));

    assertThat(client.refused(publish(channel, "1"))).isEqualTo("permission_denied");
    server.publish(channel, "2");
    assertThat(client.push("message").get("data").asInt()).isEqualTo(2);
  }

  @Test
  void refusesAChannelOfANamespaceThatIsNotConfigured() {
    assertThat(connect("alice").refused(subscribe("nowhere:1"))).isEqualTo("unknown_namespace");
  }

  @Test
  void refusesDataOverTheNamespacesLimitAndTakesDataAtIt() {
    String channel = room.replace("chat:", "small:");
    WireClient client = connect("alice");

    client.ok(publish(channel, "\"" + "x".repeat(98) + "\""));
    assertThat(client.refused(publish(channel, "\"" + "x".repeat(99) + "\"")))
        .isEqualTo("too_large");
  }

  @Test
  void endsTheSubscriptionsThatARefreshedTokenNoLongerAllows() {
    WireClient client = connect("alice");
    String other = room + "-other";
    client.ok(subscribe(room));
    client.ok(subscribe(other));

    client.ok(
        "{\"refresh\":{\"token\":\"%s\"}}"
            .formatted(server.token("alice", "{\"%s\":[\"*\"]}".formatted(room))));

    JsonNode ended = client.push("unsubscribed");
    assertThat(ended.get("channel").asText()).isEqualTo(other);
    assertThat(ended.get("code").asText()).isEqualTo("permission_denied");
    server.publish(other, "1");
    server.publish(room, "2");
    assertThat(client.push("message").get("channel").asText()).isEqualTo(room);
    assertThat(client.pending("message")).isZero();
  }

  @Test
  void refusesToRefreshWithTheTokenOfSomebodyElse() {
    WireClient client = connect("alice");

    assertThat(
            client.refused("{\"refresh\":{\"token\":\"%s\"}}".formatted(server.token("bob", "{}"))))
        .isEqualTo("token_invalid");
    client.ok(subscribe(room));
  }

  @Test
  void endsASessionWithItsTokenAndGoesOnWithARefreshedOne() {
    String caps = "{\"*\":[\"*\"]}";
    WireClient expiring = open();
    WireClient refreshed = open();
    for (WireClient client : List.of(expiring, refreshed)) {
      client.ok(
          "{\"connect\":{\"token\":\"%s\"}}"
              .formatted(server.token("alice", caps, Duration.ofSeconds(2))));
      client.ok(subscribe(room));
    }
    refreshed.ok("{\"refresh\":{\"token\":\"%s\"}}".formatted(server.token("alice", caps)));

    assertThat(expiring.closeCode()).isEqualTo(4002);
    server.publish(room, "1");
    assertThat(refreshed.push("message").get("data").asInt()).isEqualTo(1);
    assertThat(expiring.pending("message")).isZero();
  }

  @Test
  void forgetsASessionThatWasCut() {
    awaitSubscriptions(0); // those of the tests before this one may still be ending
    WireClient client = connect("alice");
    client.ok(subscribe(room));
    assertThat(server.metric("tidewire_subscriptions")).isEqualTo(1);

    client.cut();

    awaitSubscriptions(0);
  }

  private static void awaitSubscriptions(double expected) {
    await()
        .untilAsserted(
            () -> assertThat(server.metric("tidewire_subscriptions")).isEqualTo(expected));
  }

  private WireClient open(String... headers) {
    return remember(server.open(headers));
  }

  private WireClient connect(String user) {
    return remember(server.connect(user));
  }

  private WireClient connect(String user, String caps) {
    return remember(server.connect(user, caps));
  }

  private WireClient remember(WireClient client) {
    clients.add(client);
    return client;
  }

  private static String subscribe(String channel) {
    return subscribe(channel, "");
  }

  private static String subscribe(String channel, String more) {
    return "{\"subscribe\":{\"channel\":\"%s\"%s}}".formatted(channel, more);
  }

  private static String unsubscribe(String channel) {
    return "{\"unsubscribe\":{\"channel\":\"%s\"}}".formatted(channel);
  }

  private static String history(String channel, String more) {
    return "{\"history\":{\"channel\":\"%s\"%s}}".formatted(channel, more);
  }

  private static String publish(String channel, String data) {
    return "{\"publish\":{\"channel\":\"%s\",\"data\":%s}}".formatted(channel, data);
  }

  private static String since(String epoch, long offset) {
    return ",\"since\":{\"epoch\":\"%s\",\"offset\":%d}".formatted(epoch, offset);
  }

  private static List<Long> offsets(JsonNode subscribed) {
    List<Long> offsets = new ArrayList<>();
    subscribed.get("messages").forEach(message -> offsets.add(message.get("offset").asLong()));
    return offsets;
  }

  private static List<Long> countingTo(long last) {
    List<Long> offsets = new ArrayList<>();
    for (long offset = 1; offset <= last; offset++) {
      offsets.add(offset);
    }
    return offsets;
  }
}
