package dev.tidewire.server.websocket;

/**
 * The header of the frame under way (RFC 6455 section 5.2), read byte by byte as it arrives, so
 * that a header cut in two needs no buffer. Every rule that a header alone can break is checked
 * here. Confined to the loop.
 */
final class FrameHeader {
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;

  /** Marks a compressed message (RFC 7692 section 6). */
  private static final int RSV1 = 0x40;

  private static final int MASK = 0x80;
  private static final int MASK_LENGTH = 4;
  private static final int MAX_CONTROL_PAYLOAD = 125;

  private final Compression compression;
  private Opcode opcode = Opcode.CONTINUATION;
  private boolean last;
  private boolean compressed;
  private long length;
  private int maskingKey;

  /** Bytes read so far, and how many of those behind the first two belong to the length. */
  private int read;

  private int lengthBytes;

  FrameHeader(Compression compression) {
    this.compression = compression;
  }

  /** Reads on; gives the index behind the last byte that it took. */
  int read(byte[] buffer, int from, int to) throws ProtocolViolation {
    int at = from;
    while (at < to && !isComplete()) {
      next(buffer[at++] & 0xFF);
    }
    return at;
  }

  boolean isComplete() {
    return read >= 2 && read == 2 + lengthBytes + MASK_LENGTH;
  }

  /** Makes ready for the next frame. */
  void reset() {
    read = 0;
    lengthBytes = 0;
    length = 0;
    maskingKey = 0;
  }

  Opcode opcode() {
    return opcode;
  }

  /** Whether it is the last frame of its message. */
  boolean isLast() {
    return last;
  }

  /** Whether its message is compressed; only the first frame of a message says so. */
  boolean isCompressed() {
    return compressed;
  }

  /** The length of the payload; never negative. */
  long length() {
    return length;
  }

  /** The key in the form that {@link Masking} takes. */
  int maskingKey() {
    return maskingKey;
  }

  private void next(int bits) throws ProtocolViolation {
    if (read == 0) {
      first(bits);
    } else if (read == 1) {
      second(bits);
    } else if (read < 2 + lengthBytes) {
      length = (length << 8) | bits;
      if (read == 1 + lengthBytes) {
        checkLength();
      }
    } else {
      maskingKey |= bits << (8 * (read - 2 - lengthBytes));
    }
    read++;
  }

  private void first(int bits) throws ProtocolViolation {
    int reserved = bits & RESERVED;
    if (reserved != 0 && (reserved != RSV1 || compression == Compression.NONE)) {
      throw violation("a reserved bit is set");
    }
    Opcode known = Opcode.of(bits & 0x0F);
    if (known == null) {
      throw violation("the opcode is reserved");
    }
    opcode = known;
    last = (bits & FIN) != 0;
    compressed = reserved == RSV1;
    if (opcode.isControl() && !last) {
      throw violation("a control frame is fragmented");
    }
    if (compressed && (opcode.isControl() || opcode == Opcode.CONTINUATION)) {
      throw violation("a frame that begins no message is marked as compressed");
    }
  }

  private void second(int bits) throws ProtocolViolation {
    if ((bits & MASK) == 0) {
      throw violation("a frame is not masked");
    }
    int shortLength = bits & ~MASK;
    if (opcode.isControl() && shortLength > MAX_CONTROL_PAYLOAD) {
      throw violation("a control frame is longer than 125 bytes");
    }
    switch (shortLength) {
      case 126 -> lengthBytes = 2;
      case 127 -> lengthBytes = 8;
      default -> length = shortLength;
    }
  }

  private void checkLength() throws ProtocolViolation {
    if (length < 0) {
      throw violation("the top bit of a length is set");
    }
    if (length <= 125 || (lengthBytes == 8 && length <= 0xFFFF)) {
      throw violation("a length is not in its shortest form");
    }
  }

  private static ProtocolViolation violation(String reason) {
    return new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, reason);
  }
}
