package dev.tidewire.loadtest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private final List<String> seen = new ArrayList<>();
  private final FrameReader reader = new FrameReader(new Recorder());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 200_000})
  void readsAFrameOfAnySizeFromPieces(int size) throws BadFrameException {
    byte[] frame = text("x".repeat(size));
    for (int piece : new int[] {1 + size / 3, 7 + size / 50, frame.length}) {
      seen.clear();
      for (int from = 0; from < frame.length; from += piece) {
        reader.read(frame, from, Math.min(frame.length, from + piece));
      }
      assertThat(seen).containsExactly("x".repeat(size));
    }
  }

  @Test
  void readsSeveralFramesFromOneBufferAndKeepsTheRest() throws BadFrameException {
    byte[] frames = joined(text("one"), text("two"), text("three"));

    reader.read(frames, 0, frames.length - 2);
    assertThat(seen).containsExactly("one", "two");
    reader.read(frames, frames.length - 2, frames.length);
    assertThat(seen).containsExactly("one", "two", "three");
  }

  @Test
  void joinsFragmentsAroundAPing() throws BadFrameException {
    read("0102 6865 8901 21 8003 6c6c6f");

    assertThat(seen).containsExactly("ping !", "hello");
  }

  @Test
  void readsTheCodeAndReasonOfAClose() throws BadFrameException {
    read("8808 0fa1 736c6f77 2121 8800");

    assertThat(seen).containsExactly("close 4001 slow!!", "close 1005 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c100", // a reserved bit
        "8180 00000000", // masked
        "8300", // an unknown opcode
        "8001 61", // a continuation of nothing
        "0101 61 8101 62", // a message inside a fragmented one
        "817f 8000000000000001", // a negative length
        "817f 0000000100000000" // a length beyond any message
      })
  void refusesWhatTheStandardForbids(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(BadFrameException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535, 65_536})
  void writesMaskedFramesThatUnmaskToThePayload(int size) {
    byte[] payload = "y".repeat(size).getBytes(StandardCharsets.US_ASCII);
    byte[] frame = FrameWriter.masked(Opcode.TEXT, payload);

    assertThat(frame[0]).isEqualTo((byte) 0x81);
    assertThat(frame[1] & 0x80).isEqualTo(0x80);
    int header = frame.length - size;
    for (int i = 0; i < size; i++) {
      byte key = frame[header - 4 + (i & 3)];
      assertThat((byte) (frame[header + i] ^ key)).isEqualTo((byte) 'y');
    }
  }

  private void read(String hex) throws BadFrameException {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    reader.read(bytes, 0, bytes.length);
  }

  private static byte[] text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
    frame.put((byte) 0x81);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  private static byte[] joined(byte[]... parts) {
    byte[] all = new byte[0];
    for (byte[] part : parts) {
      int length = all.length;
      all = Arrays.copyOf(all, length + part.length);
      System.arraycopy(part, 0, all, length, part.length);
    }
    return all;
  }

  /** Writes down what comes. */
  private final class Recorder implements FrameReader.Listener {
    @Override
    public void message(byte[] array, int from, int to) {
      seen.add(new String(array, from, to - from, StandardCharsets.US_ASCII));
    }

    @Override
    public void ping(byte[] payload) {
      seen.add("ping " + new String(payload, StandardCharsets.US_ASCII));
    }

    @Override
    public void close(int code, String reason) {
      seen.add("close " + code + " " + reason);
    }
  }
}
