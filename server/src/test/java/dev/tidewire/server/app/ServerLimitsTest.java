package dev.tidewire.server.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.websocket.ClientFrames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of a session, each from both sides, with its metric. */
class ServerLimitsTest {
  @TempDir Path folder;

  @Test
  void closesAConnectionThatDoesNotConnectInTime() {
    try (RunningServer server = RunningServer.start(folder, "connect-timeout", "200ms");
        WireClient client = server.open()) {
      assertThat(client.closeCode()).isEqualTo(4003);
      await()
          .until(() ->
              server.metric(
                      "tidewire_connections_closed_total{cause=\"server_closed\",code=\"4003\"}")
                  == 1);
    }
  }

  @Test
  void refusesOneSubscriptionMoreThanASessionMayHave() {
    try (RunningServer server = RunningServer.start(folder, "max-subscriptions", "2");
        WireClient client = server.connect("alice")) {
      client.ok(subscribe("chat:1"));
      client.ok(subscribe("chat:2"));

      assertThat(client.refused(subscribe("chat:3"))).isEqualTo("limit_exceeded");
      assertThat(server.metric("tidewire_subscriptions_refused_total")).isEqualTo(1);

      client.ok("{\"unsubscribe\":{\"channel\":\"chat:1\"}}");
      client.ok(subscribe("chat:3"));
    }
  }

  @Test
  void slowsARequesterDownAndEndsOneThatDoesNotListen() {
    try (RunningServer server =
            RunningServer.start(folder, "request-rate", "1", "request-burst", "5");
        WireClient client = server.connect("alice")) {
      for (int i = 0; i < 4; i++) {
        client.ok("{\"history\":{\"channel\":\"chat:1\"}}");
      }
      assertThat(client.refused("{\"history\":{\"channel\":\"chat:1\"}}"))
          .isEqualTo("rate_limited");

      for (int i = 0; i < 20; i++) {
        client.sendIfOpen("{\"id\":%d,\"history\":{\"channel\":\"chat:1\"}}".formatted(100 + i));
      }

      assertThat(client.closeCode()).isEqualTo(4502);
      assertThat(server.metric("tidewire_sessions_flooded_total")).isEqualTo(1);
      assertThat(server.metric("tidewire_requests_refused_total{code=\"rate_limited\"}"))
          .isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void takesAMessageAtTheLimitOfAConnectionAndRefusesALargerOne() {
    try (RunningServer server = RunningServer.start(folder, "max-message-size", "1KiB");
        WireClient client = server.connect("alice", "{}")) {
      String padded = "{\"id\":7,\"refresh\":{},\"pad\":\"%s\"}";
      int room = 1024 - padded.formatted("").length();

      client.send(padded.formatted("x".repeat(room)));
      assertThat(client.refused("{\"refresh\":{}}")).isEqualTo("bad_request");

      client.send(padded.formatted("x".repeat(room + 1)));
      assertThat(client.closeCode()).isEqualTo(1009);
      assertThat(server.metric("tidewire_protocol_errors_total{code=\"1009\"}")).isEqualTo(1);
    }
  }

  @Test
  void tellsAClientHowLargeAMessageMayBe() {
    try (RunningServer server = RunningServer.start(folder, "max-message-size", "3KiB");
        WireClient client = server.open()) {
      String token = server.token("alice", "{}");
      assertThat(client.ok("{\"connect\":{\"token\":\"" + token + "\"}}").get("maxMessage").asInt())
          .isEqualTo(3072);
    }
  }

  @Test
  void forgetsTheOldestKeyOfAChannelThatHasMoreThanItMay() {
    try (RunningServer server = RunningServer.start(folder, "max-keys-per-channel", "2");
        WireClient client = server.connect("alice")) {
      assertThat(publish(client, "a")).isEqualTo(1);
      assertThat(publish(client, "b")).isEqualTo(2);
      assertThat(publish(client, "a")).as("both keys are remembered").isEqualTo(1);
      assertThat(server.metric("tidewire_broker_evictions_total{kind=\"key\"}")).isZero();

      assertThat(publish(client, "c")).isEqualTo(3);
      assertThat(publish(client, "b")).as("the younger key is remembered").isEqualTo(2);
      assertThat(publish(client, "a")).as("the oldest key is forgotten").isEqualTo(4);
      assertThat(server.metric("tidewire_broker_evictions_total{kind=\"key\"}")).isEqualTo(2);
    }
  }

  /** Publishes that come in one read, so that no delivery can be made between two of them. */
  @ParameterizedTest
  @CsvSource({"1, false", "1000, true"})
  void refusesPublishesWhileMoreDeliveriesWaitThanMay(int backlog, boolean takesAll)
      throws IOException {
    try (RunningServer server =
            RunningServer.start(folder, "max-backlog", Integer.toString(backlog), "loops", "1");
        WireClient listener = server.connect("bob");
        Socket burst = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      listener.ok(subscribe("chat:1"));
      String token = server.token("alice", "{\"*\":[\"*\"]}");
      upgrade(burst, "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");

      ByteArrayOutputStream publishes = new ByteArrayOutputStream();
      for (int id = 2; id < 52; id++) {
        publishes.writeBytes(
            ClientFrames.text(
                "{\"id\":" + id + ",\"publish\":{\"channel\":\"chat:1\",\"data\":1}}"));
      }
      burst.getOutputStream().write(publishes.toByteArray());
      String replies = new String(burst.getInputStream().readNBytes(50 * 20), UTF_8);

      assertThat(replies.contains("\"unavailable\"")).isNotEqualTo(takesAll);
      assertThat(server.metric("tidewire_publishes_refused_behind_total") == 0).isEqualTo(takesAll);
    }
  }

  /** Does the handshake, says the first thing and reads the beginning of its reply. */
  private static void upgrade(Socket socket, String first) throws IOException {
    socket.setSoTimeout(10_000);
    String request =
        String.join(
            "\r\n",
            "GET /ws HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");
    socket.getOutputStream().write(request.getBytes(UTF_8));
    socket.getOutputStream().write(ClientFrames.text(first));
    StringBuilder read = new StringBuilder();
    while (read.indexOf("\"ok\"") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).isNotNegative();
      read.append((char) next);
    }
  }

  private static long publish(WireClient client, String key) {
    return client
        .ok("{\"publish\":{\"channel\":\"chat:1\",\"data\":1,\"key\":\"" + key + "\"}}")
        .get("offset")
        .asLong();
  }

  private static String subscribe(String channel) {
    return "{\"subscribe\":{\"channel\":\"%s\"}}".formatted(channel);
  }
}
