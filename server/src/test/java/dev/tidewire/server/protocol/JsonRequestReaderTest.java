package dev.tidewire.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRequestReaderTest {
  private final JsonRequestReader reader = new JsonRequestReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "[]",
        "1",
        "\"{}\"",
        "{",
        "{}",
        "{}{}",
        "{\"id\":1}{}",
        "{\"id\":1",
        "{\"id\":0,\"refresh\":{}}",
        "{\"id\":-1,\"refresh\":{}}",
        "{\"id\":1.5,\"refresh\":{}}",
        "{\"id\":\"1\",\"refresh\":{}}",
        "{\"id\":9007199254740992,\"refresh\":{}}",
        "{\"id\":99999999999999999999,\"refresh\":{}}",
        "{\"id\":null,\"refresh\":{}}",
        "{\"connect\":{}}",
        "{\"id\":1,\"publish\":{\"data\":nul}}",
        "{\"id\":1,\"publish\":{\"data\":01}}",
        "{\"id\":1,\"publish\":{\"data\":NaN}}",
        "{\"id\":1,\"publish\":{\"data\":\"\u0001\"}}",
        "\u0000{\u0000}",
        "{\u0000}\u0000",
        "\uFEFF{\"id\":1,\"connect\":{}}"
      })
  void endsTheConversationWhenNobodyCanBeAnswered(String text) {
    assertThatExceptionOfType(BadFrameException.class).isThrownBy(() -> read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":1}",
        "{\"id\":1,\"connect\":null}",
        "{\"id\":1,\"connect\":true}",
        "{\"id\":1,\"dance\":{}}",
        "{\"id\":1,\"connect\":{},\"refresh\":{\"token\":\"t\"}}",
        "{\"id\":1,\"connect\":{\"token\":1}}",
        "{\"id\":1,\"connect\":{\"token\":{\"a\":[1,2]}}}",
        "{\"id\":1,\"connect\":{\"subscribe\":{}}}",
        "{\"id\":1,\"connect\":{\"subscribe\":[1]}}",
        "{\"id\":1,\"connect\":{\"subscribe\":[{\"channel\":\"nope\"}]}}",
        "{\"id\":1,\"subscribe\":{}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat\"}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:\"}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"Chat:1\"}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:{1}\"}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:a*\"}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"rewind\":-1}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"rewind\":1001}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"rewind\":1.5}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"presence\":1}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"since\":7}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"since\":{\"offset\":7}}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"since\":{\"epoch\":\"a\"}}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"since\":{\"epoch\":\"a\",\"offset\":-1}}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"chat:1\",\"since\":{\"epoch\":\"\",\"offset\":1}}}",
        "{\"id\":1,\"publish\":{\"channel\":\"chat:1\"}}",
        "{\"id\":1,\"publish\":{\"channel\":\"chat:1\",\"data\":1,\"key\":\"\"}}",
        "{\"id\":1,\"publish\":{\"channel\":\"chat:1\",\"data\":1,\"key\":\"a b\"}}",
        "{\"id\":1,\"history\":{\"channel\":\"chat:1\",\"limit\":0}}",
        "{\"id\":1,\"history\":{\"channel\":\"chat:1\",\"limit\":1001}}",
        "{\"id\":1,\"history\":{\"channel\":\"chat:1\",\"before\":0}}",
        "{\"id\":1,\"history\":{\"channel\":\"chat:1\",\"before\":99999999999999999999}}",
        "{\"id\":1,\"presence\":{\"channel\":\"chat:1\",\"limit\":0}}",
        "{\"id\":1,\"refresh\":{}}"
      })
  void answersARequestThatIsNotUnderstood(String text) throws Exception {
    assertThat(read(text))
        .isInstanceOfSatisfying(
            RequestFrame.Refused.class,
            frame -> {
              assertThat(frame.id()).isEqualTo(1);
              assertThat(frame.refusal().code()).isEqualTo(ErrorCode.BAD_REQUEST);
              assertThat(frame.refusal().sentence()).endsWith(".");
            });
  }

  @Test
  void answersARequestWhoseIdComesLast() throws Exception {
    assertThat(read("{\"subscribe\":{\"channel\":5},\"extra\":[{}],\"id\":9}"))
        .isInstanceOfSatisfying(
            RequestFrame.Refused.class, frame -> assertThat(frame.id()).isEqualTo(9));
  }

  @Test
  void ignoresMembersThatItDoesNotKnow() throws Exception {
    assertThat(
            read(
                "{\"v\":2,\"id\":3,\"unsubscribe\":{\"later\":[{\"a\":1}],\"channel\":\"chat:1\"}}"))
        .isEqualTo(
            new RequestFrame.Understood(3, new Request.Unsubscribe(new ChannelName("chat:1"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "-0.5e-3",
        "12345678901234567890123456789012345678901234567890",
        "1e400",
        "\"\"",
        "\"\\ud83c\\udf0a 🌊 \\\"}\"",
        "[]",
        "[ 1 ,\t{\"a\" : [ ] } ]",
        "{\"data\":{\"id\":4}}"
      })
  void keepsTheBytesOfDataAsTheyAre(String data) throws Exception {
    String text = "{\"id\":1,\"publish\":{\"data\": " + data + " ,\"channel\":\"chat:1\"}}";

    assertThat(read(text))
        .isInstanceOfSatisfying(
            RequestFrame.Understood.class,
            frame ->
                assertThat(frame.request())
                    .isEqualTo(
                        new Request.Publish(new ChannelName("chat:1"), Payload.of(data), null)));
  }

  @Test
  void refusesNestingBeyondItsDepth() throws Exception {
    assertThat(read(nested(60))).isInstanceOf(RequestFrame.Understood.class);
    assertThatExceptionOfType(BadFrameException.class).isThrownBy(() -> read(nested(100_000)));
  }

  @Test
  void refusesMoreSubscribesThanAConnectMayHold() throws Exception {
    assertThat(read(connectWith(1024))).isInstanceOf(RequestFrame.Understood.class);
    assertThat(read(connectWith(1025))).isInstanceOf(RequestFrame.Refused.class);
  }

  @Test
  void readsTheBodyOfABackEnd() {
    assertThat(readBody("{\"channel\":\"feed:1\",\"data\":[1],\"key\":\"k\"}"))
        .isEqualTo(
            new Request.Publish(
                new ChannelName("feed:1"), Payload.of("[1]"), new IdempotencyKey("k")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"channel\":\"feed:1\"}",
        "{\"data\":1}",
        "{\"channel\":\"feed:1\",\"data\":1}x",
        "{\"channel\":7,\"data\":1}"
      })
  void refusesABodyThatIsNoPublish(String body) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> readBody(body))
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  @Test
  void refusesABodyThatIsNotUtf8() {
    byte[] body =
        "{\"channel\":\"feed:1\",\"data\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> reader.readPublish(body));
  }

  private RequestFrame read(String text) throws BadFrameException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return reader.read(bytes, 0, bytes.length);
  }

  private Request.Publish readBody(String text) {
    return reader.readPublish(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String nested(int depth) {
    return "{\"id\":1,\"publish\":{\"channel\":\"chat:1\",\"data\":"
        + "[".repeat(depth)
        + "]".repeat(depth)
        + "}}";
  }

  private static String connectWith(int subscribes) {
    return "{\"id\":1,\"connect\":{\"subscribe\":["
        + "{\"channel\":\"chat:1\"},".repeat(subscribes - 1)
        + "{\"channel\":\"chat:1\"}]}}";
  }
}
