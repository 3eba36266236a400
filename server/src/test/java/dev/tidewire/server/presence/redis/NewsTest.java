package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.presence.redis.RoomTool.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewsTest {
  @Test
  void readsChangesInTheirOrder() {
    assertThat(read("1 e-1 7 n1 + 2 7 s15 alice- 2 0 s2= 2 10 s33 bob{\"a\":"))
        .isEqualTo(
            new News(
                "e-1",
                7,
                "n1",
                List.of(
                    Change.join(member("s1")),
                    Change.leave(new SessionId("s2")),
                    Change.again(
                        new Member(
                            new SessionId("s3"), new UserId("bob"), Payload.of("{\"a\":"))))));
  }

  @Test
  void refusesAnotherVersion() {
    assertThatThrownBy(() -> read("2 e 7 n1 - 2 0 s2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version");
  }

  @Test
  void refusesWhatIsCutOffAnywhere() {
    String whole = "1 e 7 n1 + 2 7 s15 alice";
    for (int length = 0; length < whole.length(); length++) {
      String part = whole.substring(0, length);
      if (!part.endsWith("n1 ")) { // a batch without changes
        assertThatThrownBy(() -> read(part)).as(part).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void refusesAChangeOfAnotherKind() {
    for (String kind : List.of("", "*", "+1")) {
      assertThatThrownBy(() -> read("1 e 7 n1 " + kind + " 2 7 s15 alice"))
          .as(kind)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void saysTheFormOfWhatItCannotRead() {
    for (String message : List.of("2 e 7 n1 - 2 0 s2", "2", "2 ")) {
      assertThat(News.form(message.getBytes(StandardCharsets.UTF_8))).isEqualTo("2");
    }
  }

  @Test
  void refusesALengthThatIsNoNumber() {
    assertThatThrownBy(() -> read("1 e 7 n1 + x 7 s15 alice"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read("1 e 7 n1 + -1 7 s15 alice"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static News read(String text) {
    return News.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
