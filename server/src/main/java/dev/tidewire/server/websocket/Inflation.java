package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The loop's one decompressor (RFC 7692 section 7.2.2), made when it is first needed. It begins
 * anew with each message, so connections hold nothing of it. Confined to the loop.
 */
final class Inflation {
  /**
   * Follows every message: the empty block that the sender left out, and a last block, by which a
   * message that ends inside a block is told from a whole one.
   */
  private static final byte[] END = {0, 0, (byte) 0xFF, (byte) 0xFF, 3, 0};

  private static final int SMALLEST_OUTPUT = 1024;

  /** An output up to this size is kept from message to message. */
  private static final int LARGEST_KEPT_OUTPUT = 64 * 1024 + 1;

  /** How far back a block may refer (RFC 1951 section 2). */
  private static final int WINDOW = 32 * 1024;

  /**
   * Final blocks of one message. Senders that cannot flush otherwise end each part of a message
   * with one (RFC 7692 section 7.2.3.4); each has the decompressor begin anew, which costs more
   * than the two bytes that it takes.
   */
  static final int MAX_FINAL_BLOCKS = 64;

  private final ConnectionMetrics metrics;
  private @Nullable Inflater inflater;
  private byte[] output = new byte[SMALLEST_OUTPUT];
  private int size;
  private int finalBlocks;

  Inflation(ConnectionMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Decompresses a whole message and gives its length. Never makes more than one byte over the
   * limit.
   *
   * @throws ProtocolViolation when it is longer than {@code limit}, or no message at all
   */
  int inflate(byte[] source, int offset, int length, int limit) throws ProtocolViolation {
    Inflater fresh = fresh();
    size = 0;
    finalBlocks = 0;
    if (output.length > LARGEST_KEPT_OUTPUT) {
      output = new byte[SMALLEST_OUTPUT];
    }
    try {
      take(fresh, source, offset, length, limit);
      take(fresh, END, 0, END.length, limit);
      if (!fresh.finished()) {
        throw malformed();
      }
    } catch (DataFormatException e) {
      throw malformed();
    } finally {
      // Otherwise it would keep the message alive.
      fresh.setInput(END, 0, 0);
    }
    return size;
  }

  /** What the last {@link #inflate} made; valid until the next one. */
  byte[] output() {
    return output;
  }

  /** Gives the decompressor's memory back. A further message would have another one made. */
  void end() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
    output = new byte[SMALLEST_OUTPUT];
  }

  private void take(Inflater fresh, byte[] source, int offset, int length, int limit)
      throws DataFormatException, ProtocolViolation {
    int end = offset + length;
    fresh.setInput(source, offset, length);
    while (true) {
      size += fresh.inflate(output, size, output.length - size);
      if (size > limit) {
        throw tooBig("the message is too long");
      }
      if (fresh.finished() && fresh.getRemaining() > 0) {
        goOn(fresh, source, end - fresh.getRemaining(), end);
      } else if (size < output.length) {
        return;
      } else {
        output = Arrays.copyOf(output, (int) Math.min(2L * size, limit + 1L));
      }
    }
  }

  /** Goes on behind a final block, as if it had been another one. */
  private void goOn(Inflater fresh, byte[] source, int from, int to) throws ProtocolViolation {
    if (++finalBlocks > MAX_FINAL_BLOCKS) {
      throw tooBig("the message has too many final blocks");
    }
    int known = Math.min(size, WINDOW);
    fresh.reset();
    fresh.setDictionary(output, size - known, known);
    fresh.setInput(source, from, to - from);
  }

  private Inflater fresh() {
    if (inflater == null) {
      // Raw: without the header and the checksum of zlib.
      inflater = new Inflater(true);
    } else {
      inflater.reset();
    }
    return inflater;
  }

  private ProtocolViolation tooBig(String reason) {
    metrics.inflateRefused("too_big");
    return new ProtocolViolation(CloseCodes.TOO_BIG, reason);
  }

  private ProtocolViolation malformed() {
    metrics.inflateRefused("malformed");
    return new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "the message cannot be decompressed");
  }
}
