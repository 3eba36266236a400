package dev.tidewire.loadtest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private final List<String> seen = new ArrayList<>();
  private final FrameReader reader = new FrameReader(new Recorder(), null);

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

  /** The examples of RFC 7692, section 7.2.3. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c107 f248cdc9c90700",
        "c10b 000500faff48656c6c6f00",
        "c10d f24805000000ffffcac9c90700",
        "4103 f248cd 8900 8004 c9c90700",
        "8105 48656c6c6f"
      })
  void readsCompressedMessagesWhereThatWasAgreed(String hex) throws BadFrameException {
    FrameReader compressed = new FrameReader(new Recorder(), new Inflation());
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int i = 0; i < 2; i++) {
      seen.clear();
      compressed.read(bytes, 0, bytes.length);
      assertThat(seen).last().isEqualTo("Hello");
    }
  }

  @Test
  void readsACompressedMessageOfAnySize() throws BadFrameException {
    byte[] large = new byte[3_000_000];
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(large);
    byte[] payload = new byte[60_000];
    int length = deflater.deflate(payload, 0, payload.length, Deflater.SYNC_FLUSH) - 4;
    deflater.end();
    ByteBuffer frame = ByteBuffer.allocate(4 + length);
    frame.put((byte) 0xC2).put((byte) 126).putShort((short) length).put(payload, 0, length);

    new FrameReader(new Recorder(), new Inflation()).read(frame.array(), 0, 4 + length);

    assertThat(seen.getFirst()).hasSize(large.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c900", // a compressed ping
        "4100 c000", // a continuation that says it again
        "a100", // another reserved bit
        "c102 07ff" // no compressed message
      })
  void refusesCompressionWhereItCannotBe(String hex) {
    FrameReader compressed = new FrameReader(new Recorder(), new Inflation());
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThatThrownBy(() -> compressed.read(bytes, 0, bytes.length))
        .isInstanceOf(BadFrameException.class);
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
