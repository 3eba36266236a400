package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.redis.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server as a user of Redis that has the rights of docs/operations.md and no other. */
class RedisRightsTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);
  private static final String PUBLISH =
      "{\"publish\":{\"channel\":\"chat:room\",\"data\":1,\"key\":\"k\"}}";
  private static final String SUBSCRIBE =
      "{\"subscribe\":{\"channel\":\"chat:room\",\"rewind\":10,\"presence\":true}}";

  @TempDir Path folder;

  @Test
  void makeDoWithWhatTheDocumentationNames() throws Exception {
    String user = "user tide on >secret ~tw:* &tw:* -@all " + rights();
    try (RedisProcess redis = RedisProcess.start(user);
        RunningServer server =
            RunningServer.start(
                folder, "redis", "redis://tide:secret@127.0.0.1:" + redis.port(), "drain", "1s")) {
      await().atMost(WITHIN_SECONDS).until(() -> server.get("/health/ready").statusCode() == 200);
      try (WireClient alice = server.connect("alice");
          WireClient bob = server.connect("bob")) {
        alice.ok(SUBSCRIBE);
        alice.ok(PUBLISH);
        assertThat(bob.ok(SUBSCRIBE).get("count").asInt()).isEqualTo(2);
        assertThat(alice.push("joined").get("members")).hasSize(1);
        JsonNode history = bob.ok("{\"history\":{\"channel\":\"chat:room\"}}");
        assertThat(history.get("messages")).hasSize(1);
        bob.ok("{\"unsubscribe\":{\"channel\":\"chat:room\"}}");
        assertThat(alice.push("left").get("members")).hasSize(1);
        assertThat(server.metric("tidewire_redis_command_failures_total{reason=\"error\"}"))
            .isZero();
      }
    }
  }

  private static String rights() throws Exception {
    String text = Files.readString(Path.of("..", "docs", "operations.md"));
    Matcher block = Pattern.compile("these rights:\\s+```\\s+([^`]+)```").matcher(text);
    assertThat(block.find()).isTrue();
    return block.group(1).replaceAll("\\s+", " ").strip();
  }
}
