package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class FrameDecoderTest {
  /** The borders at which bytes arrive must change nothing: neither messages nor the error. */
  @Property(tries = 2000)
  void decodesTheSameWhateverTheBorders(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] stream = randomStream(random);
    List<String> whole = decode(stream, stream.length, random);
    assertThat(decode(stream, 1, random)).isEqualTo(whole);
    assertThat(decode(stream, 7, random)).isEqualTo(whole);
    assertThat(decode(stream, 200, random)).isEqualTo(whole);
  }

  /** Bytes without any sense must end in a violation or wait for more, and never fail otherwise. */
  @Property(tries = 2000)
  void survivesNonsense(@ForAll byte[] nonsense) {
    List<String> whole = decode(nonsense, Integer.MAX_VALUE, new Random(0));
    assertThat(decode(nonsense, 1, new Random(0))).isEqualTo(whole);
  }

  private final Inflation inflation = new Inflation(new ConnectionMetrics(new Metrics()));

  private List<String> decode(byte[] stream, int largestPart, Random random) {
    List<String> events = new ArrayList<>();
    FrameDecoder decoder =
        new FrameDecoder(2000, 5, Compression.DEFLATE, inflation, new Recorder(events));
    int at = 0;
    try {
      while (at < stream.length) {
        int length = Math.min(stream.length - at, 1 + random.nextInt(largestPart));
        // Parts lie somewhere in a larger buffer, as they do in a loop's.
        byte[] buffer = new byte[length + 9];
        System.arraycopy(stream, at, buffer, 4, length);
        int decoded = 4;
        while (decoded < 4 + length) {
          decoded = decoder.decode(buffer, decoded, 4 + length);
        }
        at += length;
      }
    } catch (ProtocolViolation violation) {
      events.add("violation " + violation.code() + " " + violation.reason());
    }
    return events;
  }

  /** Mostly correct messages, some in fragments with control frames between, and some mistakes. */
  private static byte[] randomStream(Random random) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = random.nextInt(8); i >= 0; i--) {
      int fragments = 1 + random.nextInt(random.nextInt(10) == 0 ? 7 : 3);
      int opcode = 1 + random.nextInt(2);
      for (int f = 0; f < fragments; f++) {
        int last = f == fragments - 1 ? 0x80 : 0;
        boolean compressed = f == 0 && random.nextInt(3) == 0;
        int first = last | (f == 0 ? opcode : 0) | (compressed ? 0x40 : 0);
        byte[] payload = payload(random);
        if (compressed && fragments == 1) {
          payload = ClientFrames.deflate(payload);
        }
        stream.writeBytes(ClientFrames.frame(first, payload));
        if (random.nextInt(4) == 0) {
          byte[] control = new byte[random.nextInt(126)];
          stream.writeBytes(ClientFrames.frame(0x89 + random.nextInt(2), control));
        }
      }
      if (random.nextInt(12) == 0) {
        stream.write(random.nextInt(256));
      }
    }
    return stream.toByteArray();
  }

  private static byte[] payload(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(5) == 0 ? 900 : 40);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(6) == 0 ? 0x20AC + random.nextInt(100) : 'a');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(30) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private record Recorder(List<String> events) implements FrameListener {
    @Override
    public void onMessage(Opcode opcode, byte[] buffer, int offset, int length) {
      events.add(opcode + " " + HexFormat.of().formatHex(buffer, offset, offset + length));
    }

    @Override
    public void onControl(Opcode opcode, byte[] buffer, int offset, int length) {
      onMessage(opcode, buffer, offset, length);
    }

    @Override
    public void onClose(ClosePayload payload) {
      events.add(payload.toString());
    }
  }
}
