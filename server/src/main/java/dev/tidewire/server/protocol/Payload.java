package dev.tidewire.server.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value as the bytes that its sender wrote: checked once, never rebuilt.
 *
 * <p>Immutable. Whoever makes one vouches that the bytes are a single well-formed JSON value in
 * UTF-8.
 */
public final class Payload {
  private final byte[] json;

  private Payload(byte[] json) {
    this.json = json;
  }

  /** A payload of a copy of {@code length} bytes of {@code source} from {@code offset} on. */
  public static Payload copyOf(byte[] source, int offset, int length) {
    return new Payload(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** A payload of this JSON text. */
  public static Payload of(String json) {
    return new Payload(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The size in bytes. */
  public int length() {
    return json.length;
  }

  /** Copies the bytes into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(json, 0, target, offset, json.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(json, payload.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }

  /** The JSON text. */
  @Override
  public String toString() {
    return new String(json, StandardCharsets.UTF_8);
  }
}
