package dev.tidewire.loadtest.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a server's frames. A whole frame is handed on in place, without a copy, unless it is
 * compressed; only a partial one is kept. Confined to its connection's loop.
 */
final class FrameReader {
  /** More than any server here is asked to send; a longer frame is a fault. */
  static final long MAX_FRAME = 64L * 1024 * 1024;

  /** Marks a compressed message (RFC 7692, section 6). */
  private static final int RSV1 = 0x40;

  private final Listener listener;
  private final @Nullable Inflation inflation;
  private byte @Nullable [] partial;
  private byte @Nullable [] fragments;
  private boolean compressed;

  /** Whole messages and control frames. */
  interface Listener {
    void message(byte[] array, int from, int to);

    void ping(byte[] payload);

    void close(int code, String reason);
  }

  /**
   * A reader.
   *
   * @param inflation decompresses messages; null: none may be compressed
   */
  FrameReader(Listener listener, @Nullable Inflation inflation) {
    this.listener = listener;
    this.inflation = inflation;
  }

  void read(byte[] array, int from, int to) throws BadFrameException {
    byte[] kept = partial;
    if (kept == null) {
      keep(array, frames(array, from, to), to);
    } else {
      byte[] joined = Arrays.copyOf(kept, kept.length + to - from);
      System.arraycopy(array, from, joined, kept.length, to - from);
      partial = null;
      keep(joined, frames(joined, 0, joined.length), joined.length);
    }
  }

  private void keep(byte[] array, int from, int to) {
    if (from < to) {
      partial = Arrays.copyOfRange(array, from, to);
    }
  }

  /** Hands on all whole frames, and returns where the first partial one begins. */
  private int frames(byte[] array, int start, int to) throws BadFrameException {
    int from = start;
    while (to - from >= 2) {
      int length = array[from + 1] & 0x7F;
      int header = length < 126 ? 2 : length == 126 ? 4 : 10;
      if (to - from < header) {
        break;
      }
      long payload = length < 126 ? length : number(array, from + 2, from + header);
      if (payload < 0 || payload > MAX_FRAME) {
        throw new BadFrameException("a length of %d bytes".formatted(payload));
      }
      if (to - from < header + payload) {
        break;
      }
      int end = from + header + (int) payload;
      frame(array, from, from + header, end);
      from = end;
    }
    return from;
  }

  private static long number(byte[] array, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 8 | (array[i] & 0xFF);
    }
    return value;
  }

  private void frame(byte[] array, int at, int from, int to) throws BadFrameException {
    int reserved = array[at] & 0x70;
    int opcode = array[at] & 0x0F;
    boolean marked = reserved == RSV1 && (opcode == Opcode.TEXT || opcode == Opcode.BINARY);
    if (reserved != 0 && (!marked || inflation == null)) {
      throw new BadFrameException("a reserved bit is set, and nothing negotiated allows it");
    }
    if ((array[at + 1] & 0x80) != 0) {
      throw new BadFrameException("a masked frame from a server");
    }
    boolean whole = (array[at] & 0x80) != 0;
    switch (opcode) {
      case Opcode.TEXT, Opcode.BINARY -> {
        begin(marked);
        first(array, from, to, whole);
      }
      case Opcode.CONTINUATION -> next(array, from, to, whole);
      case Opcode.PING -> listener.ping(Arrays.copyOfRange(array, from, to));
      case Opcode.PONG -> {}
      case Opcode.CLOSE -> close(array, from, to);
      default -> throw new BadFrameException("opcode %d".formatted(opcode));
    }
  }

  private void begin(boolean marked) throws BadFrameException {
    if (fragments != null) {
      throw new BadFrameException("a message inside a fragmented one");
    }
    compressed = marked;
  }

  private void first(byte[] array, int from, int to, boolean whole) throws BadFrameException {
    if (whole) {
      message(array, from, to);
    } else {
      fragments = Arrays.copyOfRange(array, from, to);
    }
  }

  private void next(byte[] array, int from, int to, boolean whole) throws BadFrameException {
    byte[] before = fragments;
    if (before == null) {
      throw new BadFrameException("a continuation of nothing");
    }
    byte[] joined = Arrays.copyOf(before, before.length + to - from);
    System.arraycopy(array, from, joined, before.length, to - from);
    fragments = whole ? null : joined;
    if (whole) {
      message(joined, 0, joined.length);
    }
  }

  private void message(byte[] array, int from, int to) throws BadFrameException {
    if (compressed && inflation != null) {
      int length = inflation.inflate(array, from, to);
      listener.message(inflation.output(), 0, length);
    } else {
      listener.message(array, from, to);
    }
  }

  private void close(byte[] array, int from, int to) {
    if (to - from < 2) {
      listener.close(1005, "");
    } else {
      int code = (int) number(array, from, from + 2);
      listener.close(code, new String(array, from + 2, to - from - 2, StandardCharsets.UTF_8));
    }
  }
}
