package dev.tidewire.server.presence.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads words and counted bytes from front to back. Not thread-safe. */
final class ByteReader {
  private final byte[] bytes;
  private int next;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int position() {
    return next;
  }

  boolean atEnd() {
    return next >= bytes.length;
  }

  /** The text up to a character, which is passed over. */
  String until(char end) {
    String text = lead(end);
    if (next == bytes.length) {
      throw cutOff();
    }
    next++;
    return text;
  }

  /** The text up to a character, or to the end. */
  String lead(char end) {
    int from = next;
    while (next < bytes.length && bytes[next] != end) {
      next++;
    }
    return new String(bytes, from, next - from, StandardCharsets.UTF_8);
  }

  /** The number up to a space. */
  long number() {
    String digits = until(' ');
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Something else stands for a number.", e);
    }
  }

  String text(int length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  byte[] bytes(int length) {
    if (length < 0 || length > bytes.length - next) {
      throw cutOff();
    }
    next += length;
    return Arrays.copyOfRange(bytes, next - length, next);
  }

  private static IllegalArgumentException cutOff() {
    return new IllegalArgumentException("What was read is cut off.");
  }
}
