package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.Traffic;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * The loop's one compressor (RFC 7692 section 7.2.1), made when it is first needed. It begins anew
 * with each message, so connections hold nothing of it. Confined to the loop.
 */
final class Deflation {
  /** What a flush ends with: an empty block. It is left out of the message. */
  private static final int TAIL_LENGTH = 4;

  /** Of 9. Higher ones take the loop several times as long for a few bytes in a hundred. */
  private static final int LEVEL = 3;

  private static final byte[] NOTHING = {};

  private final Traffic traffic;
  private @Nullable Deflater deflater;
  private byte[] output = NOTHING;

  Deflation(Traffic traffic) {
    this.traffic = traffic;
  }

  /** Compresses a message: its new length, or -1 when it would not become shorter. */
  int compress(byte[] source, int offset, int length) {
    // What fills all of this is no shorter, and need not be compressed to its end.
    int most = length + TAIL_LENGTH;
    if (output.length < most) {
      output = new byte[Math.max(most, 2 * output.length)];
    }
    Deflater fresh = fresh();
    fresh.setInput(source, offset, length);
    int count = fresh.deflate(output, 0, most, Deflater.SYNC_FLUSH);
    // Otherwise it would keep the message alive.
    fresh.setInput(NOTHING);
    int size = count < most ? count - TAIL_LENGTH : -1;
    traffic.compressed(length, size < 0 ? length : size);
    return size;
  }

  /** What the last {@link #compress} made; valid until the next one. */
  byte[] output() {
    return output;
  }

  /** Gives the compressor's memory back. A further message would have another one made. */
  void end() {
    if (deflater != null) {
      deflater.end();
      deflater = null;
    }
    output = NOTHING;
  }

  private Deflater fresh() {
    if (deflater == null) {
      // Raw: without the header and the checksum of zlib.
      deflater = new Deflater(LEVEL, true);
    } else {
      deflater.reset();
    }
    return deflater;
  }
}
