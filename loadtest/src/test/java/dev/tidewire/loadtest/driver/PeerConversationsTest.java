package dev.tidewire.loadtest.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is said to the peers, and what is understood of their answers. */
class PeerConversationsTest {
  private static final Credentials TOKENS = user -> "token-of-" + user;
  private static final byte[] CONTENT = "~x".getBytes(StandardCharsets.US_ASCII);

  private final Transcript transcript = new Transcript();
  private final Member member = new Member("u", "r", 1, 2, 3);

  @Test
  void centrifugeConnectsAndSubscribesInOneMessageAndIsReadyWhenAllStand() {
    Conversation conversation = new CentrifugeDriver(TOKENS, true).conversation(member, transcript);
    conversation.opened(transcript);
    transcript.hear(
        conversation,
        "{\"id\":1,\"connect\":{\"client\":\"c\",\"ping\":25,\"pong\":true}}\n{\"id\":2,\"subscribe\":{\"epoch\":\"e\"}}",
        "{\"id\":3,\"subscribe\":{\"epoch\":\"f\",\"offset\":7}}");

    assertThat(transcript.sent.getFirst().lines())
        .containsExactly(
            "{\"id\":1,\"connect\":{\"token\":\"token-of-u\"}}",
            "{\"id\":2,\"subscribe\":{\"channel\":\"bench-r.1\"}}",
            "{\"id\":3,\"subscribe\":{\"channel\":\"bench-r.2\"}}");
    assertThat(transcript.heard).containsExactly("ready");
  }

  @Test
  void centrifugeContinuesBehindTheNewestThatItHas() {
    Conversation conversation = new CentrifugeDriver(TOKENS, true).conversation(member, transcript);
    conversation.opened(transcript);
    transcript.hear(
        conversation,
        "{\"id\":2,\"subscribe\":{\"epoch\":\"e\"}}\n{\"id\":3,\"subscribe\":{\"epoch\":\"f\",\"offset\":7}}",
        "{\"push\":{\"channel\":\"bench-r.2\",\"pub\":{\"data\":\"~x\",\"offset\":8}}}\n{}");
    conversation.opened(transcript);

    assertThat(transcript.sent).contains("{}");
    assertThat(transcript.sent.getLast())
        .contains("\"bench-r.1\",\"recover\":true,\"epoch\":\"e\",\"offset\":0")
        .contains("\"bench-r.2\",\"recover\":true,\"epoch\":\"f\",\"offset\":8");
  }

  @Test
  void centrifugeDeliversWhatWasMissedAndNoticesWhatCannotBe() {
    Conversation conversation = new CentrifugeDriver(TOKENS, true).conversation(member, transcript);
    conversation.opened(transcript);
    String both =
        "{\"id\":2,\"subscribe\":{\"epoch\":\"e\"}}\n{\"id\":3,\"subscribe\":{\"epoch\":\"f\"}}";
    transcript.hear(conversation, both);
    conversation.opened(transcript);
    transcript.hear(
        conversation,
        "{\"id\":2,\"subscribe\":{\"epoch\":\"e\",\"recovered\":true,\"publications\":[{\"data\":\"~x\",\"offset\":1}]}}",
        "{\"id\":3,\"subscribe\":{\"epoch\":\"g\"}}");

    assertThat(transcript.heard).containsExactly("ready", "delivered ~x", "unrecovered", "ready");
  }

  @Test
  void centrifugeTellsAnswersToPublishesFromErrors() {
    Conversation conversation =
        new CentrifugeDriver(TOKENS, false).conversation(member, transcript);
    conversation.publish(transcript, 0, 1, CONTENT);
    transcript.hear(
        conversation,
        "{\"id\":4,\"publish\":{}}",
        "{\"id\":5,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
        "{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}");

    assertThat(transcript.sent.getFirst())
        .isEqualTo("{\"id\":4,\"publish\":{\"channel\":\"bench-r.0\",\"data\":\"~x\"}}");
    assertThat(transcript.heard)
        .containsExactly(
            "published 1", "publish 2 refused: permission denied", "refused token expired");
  }

  @Test
  void natsReadsItsStreamWhereverItIsCut() {
    String stream =
        "INFO {\"server_id\":\"x\"}\r\nPONG\r\nMSG bench.r.1 1 2\r\n~x\r\nPING\r\nMSG bench.r.2 2 4\r\n~y\r\n\r\n-ERR 'Authorization Violation'\r\n";
    for (int cut = 0; cut <= stream.length(); cut++) {
      Transcript each = new Transcript();
      Conversation conversation = new NatsDriver(TOKENS).conversation(member, each);
      conversation.opened(each);
      each.hear(conversation, stream.substring(0, cut), stream.substring(cut));

      assertThat(each.heard)
          .as("cut at %d", cut)
          .containsExactly(
              "ready",
              "delivered ~x",
              "delivered ~y\r\n",
              "refused -ERR 'Authorization Violation'");
      assertThat(each.sent.getFirst())
          .contains("\"auth_token\":\"token-of-u\"", "SUB bench.r.1 1\r\n", "SUB bench.r.2 2\r\n")
          .endsWith("PING\r\n");
      assertThat(each.sent.getLast()).isEqualTo("PONG\r\n");
    }
  }

  @Test
  void natsPublishesWithoutAnAnswer() {
    Conversation conversation = new NatsDriver(TOKENS).conversation(member, transcript);

    assertThat(conversation.publish(transcript, 2, 1, CONTENT)).isFalse();
    assertThat(transcript.sent).containsExactly("PUB bench.r.2 2\r\n~x\r\n");
  }

  @Test
  void socketIoConnectsSubscribesAndAnswersPings() {
    Conversation conversation = new SocketIoDriver(TOKENS, false).conversation(member, transcript);
    conversation.opened(transcript);
    transcript.hear(conversation, "0{\"sid\":\"e\"}", "40{\"sid\":\"s\"}", "430[]", "2");
    conversation.publish(transcript, 0, 5, CONTENT);
    transcript.hear(conversation, "435[]", "42[\"m\",\"~x\"]", "44{\"message\":\"token_invalid\"}");

    assertThat(transcript.sent)
        .containsExactly(
            "40{\"token\":\"token-of-u\"}",
            "420[\"subscribe\",[\"bench-r.1\",\"bench-r.2\"]]",
            "3",
            "425[\"publish\",\"bench-r.0\",\"~x\"]");
    assertThat(transcript.heard)
        .containsExactly(
            "ready",
            "published 5",
            "delivered 42[\"m\",\"~x\"]",
            "refused connect: {\"message\":\"token_invalid\"}");
  }

  @Test
  void socketIoResumesItsSessionBehindTheLastEventAndNoticesWhenThatFails() {
    Conversation conversation = new SocketIoDriver(TOKENS, true).conversation(member, transcript);
    transcript.hear(conversation, "0{}", "40{\"sid\":\"s\",\"pid\":\"p\"}", "430[]");
    transcript.hear(conversation, "42[\"m\",\"~x\",\"position\"]");
    transcript.hear(conversation, "0{}", "40{\"sid\":\"s\",\"pid\":\"p\"}");
    assertThat(transcript.sent.getLast())
        .isEqualTo("40{\"token\":\"token-of-u\",\"pid\":\"p\",\"offset\":\"position\"}");
    transcript.hear(conversation, "0{}", "40{\"sid\":\"t\",\"pid\":\"q\"}");

    assertThat(transcript.heard)
        .containsExactly(
            "ready", "delivered 42[\"m\",\"~x\",\"position\"]", "ready", "unrecovered");
    assertThat(transcript.sent.getLast()).startsWith("420[\"subscribe\"");
  }
}
