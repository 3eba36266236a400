package dev.tidewire.server.websocket;

import java.nio.ByteBuffer;

/**
 * An encoded server frame, header included, not masked (RFC 6455 section 5.1). Immutable: one
 * message is encoded once and shared by every queue that holds it, on any loop.
 */
public final class Frame {
  private static final int FIN = 0x80;

  /** Payloads up to this length need no extended length field. */
  private static final int MAX_SHORT_LENGTH = 125;

  private final byte[] bytes;
  private final int messages;

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
    putHeader(encoded, Opcode.PING, 0);
    putHeader(encoded, Opcode.TEXT, text.length);
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
    ByteBuffer encoded = ByteBuffer.allocate(headerLength(length) + length);
    putHeader(encoded, opcode, length);
    encoded.put(buffer, offset, length);
    return new Frame(encoded.array(), opcode.isControl() ? 0 : 1);
  }

  /** The encoded length in bytes, header included. */
  public int size() {
    return bytes.length;
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

  private static void putHeader(ByteBuffer target, Opcode opcode, int length) {
    target.put((byte) (FIN | opcode.bits()));
    if (length <= MAX_SHORT_LENGTH) {
      target.put((byte) length);
    } else if (length <= 0xFFFF) {
      target.put((byte) 126).putShort((short) length);
    } else {
      target.put((byte) 127).putLong(length);
    }
  }
}
