package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of continuity, with a whole server and clients that are cut all the time. */
class ContinuityTest {
  private static final String ROOM = "chat:room";
  private static final String CAPS = "{\"chat:*\":[\"*\"]}";

  @TempDir Path folder;

  @Test
  void bringsEveryMessageOnceAndInOrderToAClientThatIsCutAllTheTime() {
    int messages = 1500;
    try (RunningServer server = RunningServer.start(folder)) {
      Subscriber subscriber = new Subscriber(server);
      subscriber.resume();
      CompletableFuture<Void> publisher =
          CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= messages; i++) {
              server.publish(ROOM, Integer.toString(i));
            }
          });
      Random random = new Random(7);
      while (subscriber.seen.size() < messages) {
        if (random.nextInt(40) == 0) {
          subscriber.resume();
        }
        if (subscriber.seen.size() < messages) {
          subscriber.receive();
        }
      }
      publisher.join();

      for (int i = 0; i < messages; i++) {
        assertThat(subscriber.seen.get(i)).isEqualTo(i + 1);
      }
      assertThat(subscriber.resumes).isGreaterThan(10);
    }
  }

  @Test
  void continuesAfterARestartWithADataFolder() {
    String data = folder.resolve("data").toString();
    Subscriber subscriber;
    try (RunningServer server = RunningServer.start(folder, "data-dir", data)) {
      subscriber = new Subscriber(server);
      subscriber.resume();
      server.publish(ROOM, "1");
      subscriber.receive();
      server.publish(ROOM, "2");
    }
    try (RunningServer server = RunningServer.start(folder, "data-dir", data)) {
      subscriber.server = server;
      server.publish(ROOM, "3");
      subscriber.resume();
      while (subscriber.seen.size() < 3) {
        subscriber.receive();
      }
      assertThat(subscriber.seen).containsExactly(1, 2, 3);
    }
  }

  @Test
  void tellsAClientAfterARestartWithoutADataFolder() {
    String epoch;
    try (RunningServer server = RunningServer.start(folder)) {
      epoch = server.publish(ROOM, "1").get("epoch").asText();
    }
    try (RunningServer server = RunningServer.start(folder);
        WireClient client = server.connect("alice")) {
      JsonNode ok =
          client.ok(
              "{\"subscribe\":{\"channel\":\"%s\",\"since\":{\"epoch\":\"%s\",\"offset\":1}}}"
                  .formatted(ROOM, epoch));

      assertThat(ok.get("recovered").asBoolean()).isFalse();
      assertThat(ok.get("epoch").asText()).isNotEqualTo(epoch);
    }
  }

  @Test
  void sendsClientsAwayWithACodeThatSaysReconnect() {
    RunningServer server = RunningServer.start(folder);
    WireClient alice = server.connect("alice");
    WireClient stranger = server.open();

    server.close();

    assertThat(alice.closeCode()).isEqualTo(4000);
    assertThat(stranger.closeCode()).isEqualTo(4000);
    alice.close();
    stranger.close();
  }

  /** A client that remembers its position and what it has seen. Confined to the test's thread. */
  private static final class Subscriber {
    private final List<Integer> seen = new ArrayList<>();
    private RunningServer server;
    private @Nullable WireClient client;
    private String epoch = "";
    private long offset;
    private int resumes;

    Subscriber(RunningServer server) {
      this.server = server;
    }

    void resume() {
      if (client != null) {
        client.close();
      }
      WireClient opened = server.open();
      client = opened;
      String since =
          epoch.isEmpty()
              ? ""
              : ",\"since\":{\"epoch\":\"%s\",\"offset\":%d}".formatted(epoch, offset);
      JsonNode ok =
          opened
              .ok(
                  "{\"connect\":{\"token\":\"%s\",\"subscribe\":[{\"channel\":\"%s\"%s}]}}"
                      .formatted(server.token("alice", CAPS), ROOM, since))
              .get("subscribed")
              .get(0);
      if (!epoch.isEmpty()) {
        assertThat(ok.get("recovered").asBoolean()).isTrue();
        resumes++;
      }
      epoch = ok.get("epoch").asText();
      ok.get("messages").forEach(this::take);
      assertThat(offset).isLessThanOrEqualTo(ok.get("offset").asLong());
      offset = ok.get("offset").asLong();
    }

    void receive() {
      take(Objects.requireNonNull(client).push("message"));
    }

    private void take(JsonNode message) {
      assertThat(message.get("offset").asLong()).isEqualTo(offset + 1);
      offset++;
      seen.add(message.get("data").asInt());
    }
  }
}
