package dev.tidewire.server.websocket;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The data message under way: which kind it is, how much of it was announced, and what of it has
 * arrived. Holds a buffer only while a message is incomplete, and one that grows with what arrived
 * and not with what was announced. Confined to the loop.
 */
final class MessageAssembler {
  private static final int SMALLEST_BUFFER = 256;

  private final int maxBytes;
  private final int maxFragments;
  private final Utf8Validator utf8 = new Utf8Validator();

  private @Nullable Opcode opcode;
  private byte @Nullable [] buffer;
  private int size;
  private long announced;
  private int fragments;

  MessageAssembler(int maxBytes, int maxFragments) {
    this.maxBytes = maxBytes;
    this.maxFragments = maxFragments;
  }

  /** A data frame begins: checks its place in the message and the limits (RFC 6455 section 5.4). */
  void begin(FrameHeader header) throws ProtocolViolation {
    if (header.opcode() == Opcode.CONTINUATION) {
      if (opcode == null) {
        throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "nothing to continue");
      }
    } else {
      if (opcode != null) {
        throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a message inside a message");
      }
      opcode = header.opcode();
    }
    if (header.length() > maxBytes - announced) {
      throw new ProtocolViolation(CloseCodes.TOO_BIG, "the message is too long");
    }
    announced += header.length();
    if (++fragments > maxFragments) {
      throw new ProtocolViolation(CloseCodes.TOO_BIG, "the message has too many fragments");
    }
  }

  /** Checks a part of a text message; bytes of a binary one are anything. */
  void check(byte[] source, int offset, int length) throws ProtocolViolation {
    if (opcode == Opcode.TEXT && !utf8.accept(source, offset, length)) {
      throw new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "the text is not UTF-8");
    }
  }

  /** Keeps a part that has been checked. */
  void append(byte[] source, int offset, int length) {
    byte[] target = buffer;
    if (target == null || target.length - size < length) {
      int capacity = Math.max(SMALLEST_BUFFER, Math.max(2 * size, size + length));
      target = target == null ? new byte[capacity] : Arrays.copyOf(target, capacity);
      buffer = target;
    }
    System.arraycopy(source, offset, target, size, length);
    size += length;
  }

  /** The message ends with these checked bytes, which are not appended when they are all of it. */
  void finish(byte[] source, int offset, int length, FrameListener listener)
      throws ProtocolViolation {
    if (opcode == null) {
      throw new IllegalStateException("no message is under way");
    }
    if (opcode == Opcode.TEXT && !utf8.isComplete()) {
      throw new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "the text ends inside a character");
    }
    Opcode kind = opcode;
    if (size > 0) {
      append(source, offset, length);
    }
    byte[] whole = buffer;
    int wholeSize = size;
    reset();
    if (whole != null && wholeSize > 0) {
      listener.onMessage(kind, whole, 0, wholeSize);
    } else {
      listener.onMessage(kind, source, offset, length);
    }
  }

  private void reset() {
    opcode = null;
    buffer = null;
    size = 0;
    announced = 0;
    fragments = 0;
    utf8.reset();
  }
}
