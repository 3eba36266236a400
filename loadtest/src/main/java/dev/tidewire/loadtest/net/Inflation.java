package dev.tidewire.loadtest.net;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses messages, each for itself (RFC 7692, section 7.2.2). One for all connections of a
 * loop, and confined to it.
 */
final class Inflation {
  /** The empty block that a sender leaves out. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final int SMALLEST_OUTPUT = 64 * 1024;

  private @Nullable Inflater inflater;
  private byte[] output = new byte[0];
  private int size;

  /** Decompresses a message and returns its length; it is in {@link #output} until the next one. */
  int inflate(byte[] array, int from, int to) throws BadFrameException {
    Inflater fresh = fresh();
    size = 0;
    try {
      take(fresh, array, from, to - from);
      take(fresh, TAIL, 0, TAIL.length);
    } catch (DataFormatException e) {
      throw new BadFrameException("a message that cannot be decompressed");
    }
    return size;
  }

  byte[] output() {
    return output;
  }

  void close() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }

  private void take(Inflater fresh, byte[] array, int from, int length)
      throws DataFormatException, BadFrameException {
    fresh.setInput(array, from, length);
    int count;
    do {
      if (size == output.length) {
        grow();
      }
      count = fresh.inflate(output, size, output.length - size);
      size += count;
    } while (count > 0);
  }

  private void grow() throws BadFrameException {
    if (size >= FrameReader.MAX_FRAME) {
      throw new BadFrameException("a message of more than %d bytes".formatted(size));
    }
    output = Arrays.copyOf(output, Math.max(SMALLEST_OUTPUT, 2 * size));
  }

  private Inflater fresh() {
    if (inflater == null) {
      inflater = new Inflater(true);
    } else {
      inflater.reset();
    }
    return inflater;
  }
}
