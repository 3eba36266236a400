package dev.tidewire.server.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One JSON value as the bytes that its sender wrote: checked once, never rebuilt.
 *
 * <p>Immutable. Whoever makes one vouches that the bytes are a single well-formed JSON value in
 * UTF-8.
 */
public final class Payload {
  private final byte[] bytes;
  private final int from;
  private final int length;

  private Payload(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
  }

  /** A payload of a part of {@code bytes}, which nobody changes from now on. */
  public static Payload within(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new Payload(bytes, offset, length);
  }

  /** A payload of a copy of {@code length} bytes of {@code source} from {@code offset} on. */
  public static Payload copyOf(byte[] source, int offset, int length) {
    return within(Arrays.copyOfRange(source, offset, offset + length), 0, length);
  }

  /** A payload of this JSON text. */
  public static Payload of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return within(bytes, 0, bytes.length);
  }

  /** The size in bytes. */
  public int length() {
    return length;
  }

  /** Copies the bytes into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, from, target, offset, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload
        && Arrays.equals(
            bytes, from, from + length, payload.bytes, payload.from, payload.from + payload.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** The JSON text. */
  @Override
  public String toString() {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
