package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.XAddArgs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node of a later release publishes in a form that this one does not know: subscribers here get
 * the message all the same, or are told that they have missed it. The test speaks as that node.
 */
class LaterReleaseTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);
  private static final String ROOM = "chat:room";
  private static final String KEYS = "tw:{" + ROOM + "}";

  @TempDir Path folder;
  private RedisProcess redis;
  private RunningServer server;
  private WireClient alice;

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    server = RunningServer.start(folder, "redis", redis.url(), "drain", "1s");
    await().atMost(WITHIN_SECONDS).until(() -> server.get("/health/ready").statusCode() == 200);
    alice = server.connect("alice");
    alice.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"}}");
    server.publish(ROOM, "1");
    assertThat(alice.push("message").get("data").asInt()).isEqualTo(1);
  }

  @AfterEach
  void stop() {
    alice.close();
    server.close();
    redis.close();
  }

  @Test
  void deliversFromTheHistoryWhatItCannotReadOnItsWay() {
    store("t", String.valueOf(System.currentTimeMillis()), "u", "bob", "d", "2", "more", "x");
    tell();

    JsonNode second = alice.push("message");
    assertThat(second.get("offset").asLong()).isEqualTo(2);
    assertThat(second.get("user").asText()).isEqualTo("bob");
    assertThat(server.metric("tidewire_redis_unreadable_total{what=\"message\"}")).isEqualTo(1);
    server.publish(ROOM, "3");
    assertThat(alice.push("message").get("offset").asLong()).isEqualTo(3);
    assertThat(alice.pending("gap")).isZero();
  }

  @Test
  void tellsOfAGapWhereItCannotReadTheHistoryEither() {
    store("v", "2", "all", "x");
    tell();

    assertThat(alice.push("gap").get("offset").asLong()).isEqualTo(2);
    server.publish(ROOM, "3");
    assertThat(alice.push("message").get("offset").asLong()).isEqualTo(3);
    assertThat(server.metric("tidewire_redis_unreadable_total{what=\"entry\"}")).isPositive();
  }

  private void store(Object... fields) {
    redis.ask(commands -> commands.xadd(KEYS + ":s", new XAddArgs().id("2-0"), fields));
    redis.ask(commands -> commands.hset(KEYS + ":h", "t", "2"));
  }

  private void tell() {
    redis.ask(commands -> commands.spublish(KEYS, "2 something else"));
  }
}
