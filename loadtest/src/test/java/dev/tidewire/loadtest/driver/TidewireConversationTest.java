package dev.tidewire.loadtest.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the golden frames of the protocol, and against frames that it forbids. */
class TidewireConversationTest {
  private static final Path FRAMES = Path.of("../docs/protocol/frames");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Transcript transcript = new Transcript();
  private final List<String> sent = transcript.sent;
  private final List<String> heard = transcript.heard;
  private final TidewireDriver driver = new TidewireDriver(user -> "t.o.k", "chat", "dev");
  private final Conversation conversation =
      driver.conversation(new Member("alice", "r", 0, 2, 3), transcript);

  @ParameterizedTest
  @MethodSource("serverFrames")
  void understandsEveryGoldenFrameOfTheServer(Path frame) {
    hear(golden(frame.getFileName().toString()));

    assertThat(heard).as(frame.toString()).noneMatch(event -> event.startsWith("violated"));
  }

  static List<Path> serverFrames() throws IOException {
    try (Stream<Path> files = Files.list(FRAMES)) {
      return files.filter(file -> file.getFileName().toString().startsWith("server.")).toList();
    }
  }

  @Test
  void connectsAsTheGoldenFrameDoes() throws IOException {
    conversation.opened(transcript);

    JsonNode golden = JSON.readTree(golden("client.connect.json"));
    JsonNode request = JSON.readTree(sent.getFirst());
    assertThat(request.path("id")).isEqualTo(golden.path("id"));
    assertThat(request.at("/connect/token")).isEqualTo(golden.at("/connect/token"));
    assertThat(request.at("/connect/subscribe").findValuesAsText("channel"))
        .containsExactly("chat:bench-r.0", "chat:bench-r.1");
  }

  @Test
  void resumesWhereItStopped() throws IOException {
    connect();
    hear(message(1, 6, "~a"));
    conversation.opened(transcript);

    JsonNode subscriptions = JSON.readTree(sent.getLast()).at("/connect/subscribe");
    assertThat(subscriptions.get(0).path("since").toString())
        .isEqualTo("{\"epoch\":\"e0\",\"offset\":3}");
    assertThat(subscriptions.get(1).path("since").toString())
        .isEqualTo("{\"epoch\":\"e1\",\"offset\":6}");
  }

  @Test
  void deliversPushesAndWhatAResumeBrings() {
    connect();
    hear(message(0, 4, "~a"));
    hear(
        """
        {"id":1,"ok":{"subscribed":[
        {"channel":"chat:bench-r.0","epoch":"e0","offset":6,"recovered":true,
        "messages":[{"offset":5,"data":"~b"},{"offset":6,"data":"~c"}]},
        {"channel":"chat:bench-r.1","epoch":"e1","offset":5,"recovered":true,"messages":[]}]}}\
        """);

    assertThat(heard).hasSize(5);
    assertThat(heard.getFirst()).isEqualTo("ready");
    assertThat(heard.get(1)).contains("~a");
    assertThat(heard.subList(2, 5)).containsExactly("delivered ~b", "delivered ~c", "ready");
  }

  @Test
  void noticesAnOffsetThatIsSkippedAndOneThatComesAgain() {
    connect();
    hear(message(0, 4, "~a"));
    hear(message(0, 6, "~b"));
    hear(message(0, 6, "~b"));

    assertThat(heard).contains("violated an offset was skipped", "violated an offset came again");
  }

  @Test
  void hearsWhenItsNodeLeaves() {
    connect();
    hear("{\"draining\":{\"reconnectIn\":1400}}");

    assertThat(heard).containsExactly("ready", "draining 1400");
  }

  @Test
  void noticesThatASubscriptionCouldNotBeContinued() {
    connect();
    hear("{\"gap\":{\"channel\":\"chat:bench-r.0\",\"epoch\":\"e9\",\"offset\":90}}");
    hear(message(0, 91, "~a"));

    assertThat(heard).contains("unrecovered").noneMatch(event -> event.startsWith("violated"));
  }

  @Test
  void tellsARefusedConnectARefusedSubscriptionAndARefusedPublish() {
    hear("{\"id\":1,\"error\":{\"code\":\"token_expired\",\"message\":\"\",\"retry\":true}}");
    hear(
        "{\"id\":1,\"ok\":{\"subscribed\":[{\"channel\":\"c\",\"error\":{\"code\":\"permission_denied\"}}]}}");
    conversation.publish(transcript, 2, 7, "~x".getBytes(StandardCharsets.UTF_8));
    hear(sent.getLast().replaceFirst(",\"publish.*", ",\"error\":{\"code\":\"too_large\"}}"));

    assertThat(heard)
        .containsExactly(
            "refused connect: token_expired",
            "refused subscribe: permission_denied",
            "publish 7 refused: too_large");
    assertThat(sent.getLast()).contains("\"channel\":\"chat:bench-r.2\"", "\"data\":\"~x\"");
  }

  private void connect() {
    hear(
        """
        {"id":1,"ok":{"session":"s","subscribed":[
        {"channel":"chat:bench-r.0","epoch":"e0","offset":3,"messages":[]},
        {"channel":"chat:bench-r.1","epoch":"e1","offset":5,"messages":[]}]}}\
        """);
  }

  private static String message(int channel, long offset, String data) {
    return "{\"message\":{\"channel\":\"chat:bench-r.%d\",\"offset\":%d,\"data\":\"%s\",\"at\":1}}"
        .formatted(channel, offset, data);
  }

  private void hear(String frame) {
    transcript.hear(conversation, frame);
  }

  private static String golden(String name) {
    try {
      return Files.readString(FRAMES.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
