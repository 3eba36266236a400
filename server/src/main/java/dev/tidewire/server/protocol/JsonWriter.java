package dev.tidewire.server.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends JSON to a growing byte array. Confined to one thread; knows nothing of structure. */
final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What usually stands beside a payload. */
  private static final int ROOM = 256;

  private byte[] bytes = new byte[ROOM];
  private int size;

  /** Appends text that is ASCII and needs no escaping. */
  @SuppressWarnings("deprecation") // the one copy from a Latin-1 string without an encoder
  JsonWriter raw(String ascii) {
    int length = ascii.length();
    reserve(length);
    ascii.getBytes(0, length, bytes, size);
    size += length;
    return this;
  }

  JsonWriter payload(Payload payload) {
    // A large buffer is not doubled for the few bytes behind it.
    reserve(payload.length() + ROOM);
    payload.copyTo(bytes, size);
    size += payload.length();
    return this;
  }

  JsonWriter number(long value) {
    return raw(Long.toString(value));
  }

  JsonWriter bool(boolean value) {
    return raw(value ? "true" : "false");
  }

  /** Appends a quoted string, escaped as RFC 8259 section 7 requires. */
  JsonWriter string(String text) {
    raw("\"");
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        utf8(text.substring(plain, i));
        escape(c);
        plain = i + 1;
      }
    }
    utf8(plain == 0 ? text : text.substring(plain));
    return raw("\"");
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void escape(char c) {
    if (c == '"' || c == '\\') {
      reserve(2);
      bytes[size++] = '\\';
      bytes[size++] = (byte) c;
    } else {
      raw("\\u00");
      reserve(2);
      bytes[size++] = HEX[c >> 4];
      bytes[size++] = HEX[c & 0xf];
    }
  }

  private void utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    reserve(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
