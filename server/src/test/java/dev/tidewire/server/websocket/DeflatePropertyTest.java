package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.Traffic;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Compression and decompression are each other's opposite, whoever does the one or the other. */
final class DeflatePropertyTest {
  private static final int LIMIT = 20_000;

  private final Inflation inflation = new Inflation(new ConnectionMetrics(new Metrics()));
  private final Deflation deflation = new Deflation(new Traffic());

  /** The same objects serve one message after the other, as they do on a loop. */
  @Property(tries = 1000)
  void whatIsSentCanBeRead(@ForAll long seed) throws ProtocolViolation {
    byte[] message = message(new Random(seed));
    int size = deflation.compress(message, 0, message.length);
    if (size >= 0) {
      assertThat(size).isLessThan(message.length);
      byte[] compressed = Arrays.copyOf(deflation.output(), size);
      assertThat(ClientFrames.inflate(compressed)).isEqualTo(message);
      assertThat(inflated(compressed)).isEqualTo(message);
    }
  }

  @Property(tries = 1000)
  void whatClientsMakeOfAMessageCanBeRead(@ForAll long seed) throws ProtocolViolation {
    Random random = new Random(seed);
    byte[] message = message(random);
    assertThat(inflated(compressedSomehow(message, random))).isEqualTo(message);
  }

  /** Any bytes are a message within the limit or a violation, and harm nothing that follows. */
  @Property(tries = 2000)
  void survivesNonsense(@ForAll byte[] nonsense) {
    assertThatCode(
            () -> {
              try {
                assertThat(inflated(nonsense).length).isLessThanOrEqualTo(LIMIT);
              } catch (ProtocolViolation violation) {
                assertThat(violation.code()).isIn(CloseCodes.INVALID_PAYLOAD, CloseCodes.TOO_BIG);
              }
              byte[] hello = {'h', 'i'};
              assertThat(inflated(ClientFrames.deflate(hello))).isEqualTo(hello);
            })
        .doesNotThrowAnyException();
  }

  private byte[] inflated(byte[] compressed) throws ProtocolViolation {
    // It lies somewhere in a larger buffer, as it does in a loop's.
    byte[] buffer = new byte[compressed.length + 9];
    System.arraycopy(compressed, 0, buffer, 4, compressed.length);
    int size = inflation.inflate(buffer, 4, compressed.length, LIMIT);
    return Arrays.copyOf(inflation.output(), size);
  }

  private static byte[] message(Random random) {
    byte[] message = new byte[random.nextInt(random.nextBoolean() ? 300 : LIMIT + 1)];
    int letters = 1 + random.nextInt(255);
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) random.nextInt(letters);
    }
    return message;
  }

  /** With any level, and with flushes of both kinds at any places. */
  private static byte[] compressedSomehow(byte[] message, Random random) {
    Deflater deflater = new Deflater(random.nextInt(10), true);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    byte[] buffer = new byte[2 * LIMIT];
    int at = 0;
    while (at < message.length) {
      int part = Math.min(message.length - at, 1 + random.nextInt(LIMIT / 3));
      deflater.setInput(message, at, part);
      at += part;
      int flush =
          at == message.length || random.nextBoolean() ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
      compressed.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, flush));
    }
    deflater.end();
    byte[] all = compressed.toByteArray();
    return all.length == 0 ? new byte[1] : Arrays.copyOf(all, all.length - 4);
  }
}
