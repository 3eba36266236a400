package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.process.ServerProcess;
import dev.tidewire.server.support.redis.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One of two nodes is told to stop: real processes, real signals. */
class DrainProcessTest {
  private final String room = "chat:" + UUID.randomUUID();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private ServerProcess node(String drain) {
    ServerProcess node = ServerProcess.start("redis", SharedRedis.url(), "drain", drain);
    opened.add(node);
    return node;
  }

  private WireClient subscribed(ServerProcess node, String user) {
    WireClient client = WireClient.open(node.port());
    opened.add(client);
    client.ok("{\"connect\":{\"token\":\"%s\"}}".formatted(ServerProcess.token(user)));
    client.ok("{\"subscribe\":{\"channel\":\"%s\"}}".formatted(room));
    return client;
  }

  private String publish(String data) {
    return "{\"publish\":{\"channel\":\"%s\",\"data\":\"%s\"}}".formatted(room, data);
  }

  @Test
  void tellsClientsToGoAndServesThemUntilTheyAreClosed() {
    ServerProcess leaving = node("8s");
    ServerProcess staying = node("8s");
    leaving.awaitReady();
    staying.awaitReady();
    WireClient knowsOnlyCodes = subscribed(leaving, "alice");
    WireClient follows = subscribed(leaving, "bob");
    WireClient publisher = subscribed(staying, "carol");

    leaving.terminate();

    long reconnectIn = follows.push("draining").get("reconnectIn").asLong();
    assertThat(reconnectIn).isBetween(1L, 8_000L);
    assertThat(knowsOnlyCodes.push("draining").get("reconnectIn").asLong())
        .isNotEqualTo(reconnectIn);
    assertThat(leaving.isReady()).isFalse();
    assertThat(leaving.isLive()).isTrue();
    assertThatThrownBy(() -> WireClient.open(leaving.port()))
        .rootCause()
        .hasMessageContaining("503");
    publisher.ok(publish("from elsewhere"));
    assertThat(follows.push("message").get("data").asText()).isEqualTo("from elsewhere");
    knowsOnlyCodes.ok(publish("from here"));
    assertThat(publisher.push("message").get("data").asText()).isEqualTo("from elsewhere");
    assertThat(publisher.push("message").get("data").asText()).isEqualTo("from here");
    follows.close();
    assertThat(knowsOnlyCodes.closeCode()).isEqualTo(4000);
    assertThat(leaving.awaitExit()).isZero();
  }

  @Test
  void closesEverybodyNowWhenItIsToldTwice() {
    ServerProcess leaving = node("1h");
    leaving.awaitReady();
    WireClient client = subscribed(leaving, "alice");

    leaving.terminate();
    client.push("draining");
    leaving.terminate();

    assertThat(client.closeCode()).isEqualTo(4000);
    assertThat(leaving.awaitExit()).isZero();
  }
}
