package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class OutboundQueueTest {
  private final OutboundQueue queue = new OutboundQueue();

  @Test
  void givesFramesInOrderAndOnlyWhatHasNotBeenWritten() {
    queue.add(text("ab"));
    queue.add(text("cd"));
    assertThat(copied(100)).isEqualTo("8102616281026364");
    assertThat(queue.written(5)).isEqualTo(1);
    assertThat(queue.bytes()).isEqualTo(3);
    assertThat(copied(100)).isEqualTo("026364");
    assertThat(queue.written(3)).isEqualTo(1);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void givesNoMoreThanThereIsRoomFor() {
    queue.add(text("ab"));
    queue.add(text("cd"));
    assertThat(copied(3)).isEqualTo("810261");
    assertThat(copied(6)).isEqualTo("810261628102");
  }

  @Test
  void knowsWhenItHoldsExactlyOneUntouchedFrame() {
    Frame frame = text("ab");
    assertThat(queue.only()).isNull();
    queue.add(frame);
    assertThat(queue.only()).isSameAs(frame);
    queue.add(text("cd"));
    assertThat(queue.only()).isNull();
    queue.written(4);
    assertThat(queue.only()).isNotNull();
    queue.written(1);
    assertThat(queue.only()).isNull();
  }

  @Test
  void putsAPongBetweenFramesAndNeverIntoOne() {
    queue.add(text("ab"));
    queue.add(text("cd"));
    queue.written(1);
    queue.addPong(pong("x"));
    assertThat(copied(100)).isEqualTo("026162" + "8a0178" + "81026364");
  }

  @Test
  void keepsOnlyTheNewestPong() {
    queue.addPong(pong("x"));
    queue.addPong(pong("yz"));
    assertThat(queue.bytes()).isEqualTo(4);
    assertThat(copied(100)).isEqualTo("8a02797a");
    assertThat(queue.written(4)).isZero();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void dropsAllButAFrameThatHasBegun() {
    queue.add(text("ab"));
    queue.add(text("cd"));
    queue.addPong(pong("x"));
    queue.written(1);
    queue.dropUnbegun();
    assertThat(queue.bytes()).isEqualTo(3);
    assertThat(copied(100)).isEqualTo("026162");
    queue.written(3);
    queue.add(text("ef"));
    queue.dropUnbegun();
    assertThat(queue.isEmpty()).isTrue();
    queue.add(text("gh"));
    assertThat(copied(100)).isEqualTo("81026768");
  }

  /** Against a plain byte queue, through growth, wrapping, partial writes and trims. */
  @RepeatedTest(20)
  void agreesWithAPlainQueueOfBytes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Deque<Byte> model = new ArrayDeque<>();
    for (int step = 0; step < 5000; step++) {
      boolean filling = step / 500 % 2 == 0;
      if (random.nextInt(100) < (filling ? 60 : 35)) {
        byte[] payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
        Frame frame = Frame.text(payload);
        queue.add(frame);
        ByteBuffer encoded = ByteBuffer.allocate(frame.size());
        frame.copyTo(encoded, 0, frame.size());
        for (byte one : encoded.array()) {
          model.add(one);
        }
      } else {
        ByteBuffer target = ByteBuffer.allocate(random.nextInt(100));
        queue.copyTo(target);
        int written = random.nextInt(target.position() + 1);
        for (int i = 0; i < written; i++) {
          assertThat(target.get(i)).isEqualTo(model.remove());
        }
        queue.written(written);
        queue.trim();
      }
      assertThat(queue.bytes()).isEqualTo(model.size());
    }
  }

  private String copied(int room) {
    ByteBuffer target = ByteBuffer.allocate(room);
    queue.copyTo(target);
    return HexFormat.of().formatHex(target.array(), 0, target.position());
  }

  private static Frame text(String text) {
    return Frame.text(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Frame pong(String text) {
    return Frame.of(Opcode.PONG, text.getBytes(StandardCharsets.UTF_8), 0, text.length());
  }
}
