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

  /** What the blocks of a short compressed message may cost beside its bytes. */
  private static final int WORST_FRAMING = 64;

  private final int maxBytes;
  private final int maxFragments;
  private final Utf8Validator utf8 = new Utf8Validator();

  private @Nullable Opcode opcode;
  private byte @Nullable [] buffer;
  private int size;
  private long announced;
  private int fragments;
  private boolean compressed;

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
      compressed = header.isCompressed();
    }
    if (header.length() > maxArrivingBytes() - announced) {
      throw new ProtocolViolation(CloseCodes.TOO_BIG, "the message is too long");
    }
    announced += header.length();
    if (++fragments > maxFragments) {
      throw new ProtocolViolation(CloseCodes.TOO_BIG, "the message has too many fragments");
    }
  }

  /** Checks a part of a text message that is not compressed; other bytes are anything. */
  void check(byte[] source, int offset, int length) throws ProtocolViolation {
    if (!compressed) {
      checkText(source, offset, length);
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
  void finish(byte[] source, int offset, int length, Inflation inflation, FrameListener listener)
      throws ProtocolViolation {
    if (opcode == null) {
      throw new IllegalStateException("no message is under way");
    }
    if (size > 0) {
      append(source, offset, length);
    }
    byte[] whole = source;
    int wholeOffset = offset;
    int wholeSize = length;
    if (buffer != null && size > 0) {
      whole = buffer;
      wholeOffset = 0;
      wholeSize = size;
    }
    if (compressed) {
      wholeSize = inflation.inflate(whole, wholeOffset, wholeSize, maxBytes);
      whole = inflation.output();
      wholeOffset = 0;
      checkText(whole, 0, wholeSize);
    }
    if (opcode == Opcode.TEXT && !utf8.isComplete()) {
      throw new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "the text ends inside a character");
    }
    Opcode kind = opcode;
    reset();
    listener.onMessage(kind, whole, wholeOffset, wholeSize);
  }

  /** Compression makes some messages longer, by an eighth when it does its worst. */
  private long maxArrivingBytes() {
    return compressed ? maxBytes + maxBytes / 8L + WORST_FRAMING : maxBytes;
  }

  private void checkText(byte[] source, int offset, int length) throws ProtocolViolation {
    if (opcode == Opcode.TEXT && !utf8.accept(source, offset, length)) {
      throw new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "the text is not UTF-8");
    }
  }

  private void reset() {
    opcode = null;
    buffer = null;
    size = 0;
    announced = 0;
    fragments = 0;
    compressed = false;
    utf8.reset();
  }
}
