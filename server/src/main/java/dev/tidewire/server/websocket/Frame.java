package dev.tidewire.server.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An encoded server frame, header included, not masked (RFC 6455 section 5.1). Immutable: one
 * message is encoded once, and compressed at most once, and shared by every queue that holds it, on
 * any loop.
 */
public final class Frame {
  private static final int FIN = 0x80;

  /** Marks a compressed message (RFC 7692 section 6). */
  private static final int RSV1 = 0x40;

  /** Payloads up to this length need no extended length field. */
  private static final int MAX_SHORT_LENGTH = 125;

  private static final byte LENGTH_IN_16_BITS = 126;
  private static final byte LENGTH_IN_64_BITS = 127;

  /** Longer messages are not compressed: that would hold up the loop for too long. */
  static final int MAX_DEFLATED_PAYLOAD = 256 * 1024;

  private final byte[] bytes;
  private final int messages;

  /**
   * What is sent instead where compression was agreed on, once somebody has asked; the frame itself
   * when it would not be smaller. Read without a lock: a frame is safe to publish by a race.
   */
  private @Nullable Frame deflated;

  private Frame(byte[] bytes, int messages) {
    this.bytes = bytes;
    this.messages = messages;
  }

  /** A whole text message. The caller vouches that the bytes are UTF-8; they are copied. */
  public static Frame text(byte[] utf8) {
    return text(utf8, 0, utf8.length);
  }

  /** A whole text message from a part of a buffer. The caller vouches that it is UTF-8. */
  public static Frame text(byte[] buffer, int offset, int length) {
    return of(Opcode.TEXT, buffer, offset, length);
  }

  /**
   * A ping with an empty payload and a text message behind it, as one. Every client answers the
   * ping by itself, and a browser's script sees the message.
   */
  public static Frame heartbeat(byte[] text) {
    ByteBuffer encoded = ByteBuffer.allocate(2 + headerLength(text.length) + text.length);
    putHeader(encoded, Opcode.PING.bits(), 0);
    putHeader(encoded, Opcode.TEXT.bits(), text.length);
    encoded.put(text);
    return new Frame(encoded.array(), 1);
  }

  /**
   * What goes before the first frame of a connection: the answer to its opening handshake. The
   * bytes are not copied.
   */
  public static Frame preface(byte[] answer) {
    return new Frame(answer, 0);
  }

  static Frame of(Opcode opcode, byte[] buffer, int offset, int length) {
    return of(opcode.bits(), opcode.isControl() ? 0 : 1, buffer, offset, length);
  }

  private static Frame of(int bits, int messages, byte[] buffer, int offset, int length) {
    ByteBuffer encoded = ByteBuffer.allocate(headerLength(length) + length);
    putHeader(encoded, bits, length);
    encoded.put(buffer, offset, length);
    return new Frame(encoded.array(), messages);
  }

  /** The encoded length in bytes, header included. */
  public int size() {
    return bytes.length;
  }

  /**
   * The frame for a peer that takes compressed messages: compressed by the first caller, on
   * whatever loop, and shared by all; or the frame itself, when it is no message or would not
   * become smaller.
   *
   * @param threshold the shortest payload that is compressed
   */
  Frame deflated(Deflation deflation, int threshold) {
    if (!isDeflatable(threshold)) {
      return this;
    }
    Frame found = deflated;
    return found != null ? found : deflate(deflation);
  }

  /** A heartbeat begins with its ping and so is no message here. */
  private boolean isDeflatable(int threshold) {
    int bits = bytes[0] & ~FIN & 0xFF;
    int length = bytes.length - payloadOffset();
    return (bits == Opcode.TEXT.bits() || bits == Opcode.BINARY.bits())
        && length >= threshold
        && length <= MAX_DEFLATED_PAYLOAD;
  }

  private synchronized Frame deflate(Deflation deflation) {
    if (deflated == null) {
      int offset = payloadOffset();
      int size = deflation.compress(bytes, offset, bytes.length - offset);
      deflated = size < 0 ? this : of(bytes[0] | RSV1, messages, deflation.output(), 0, size);
    }
    return deflated;
  }

  private int payloadOffset() {
    return switch (bytes[1]) {
      case LENGTH_IN_16_BITS -> 4;
      case LENGTH_IN_64_BITS -> 10;
      default -> 2;
    };
  }

  /** How many messages are in it: 1, or 0 for a control frame. */
  int messages() {
    return messages;
  }

  /** Appends a part of the encoded bytes to a buffer that has room for them. */
  void copyTo(ByteBuffer target, int offset, int length) {
    target.put(bytes, offset, length);
  }

  private static int headerLength(int length) {
    if (length <= MAX_SHORT_LENGTH) {
      return 2;
    }
    return length <= 0xFFFF ? 4 : 10;
  }

  private static void putHeader(ByteBuffer target, int bits, int length) {
    target.put((byte) (FIN | bits));
    if (length <= MAX_SHORT_LENGTH) {
      target.put((byte) length);
    } else if (length <= 0xFFFF) {
      target.put(LENGTH_IN_16_BITS).putShort((short) length);
    } else {
      target.put(LENGTH_IN_64_BITS).putLong(length);
    }
  }
}
