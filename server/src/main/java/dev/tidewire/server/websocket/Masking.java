package dev.tidewire.server.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The masking of RFC 6455 section 5.3, eight bytes at a time. A key is an int whose lowest byte
 * masks the first byte of the payload.
 */
final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Masking() {}

  /** Masks or unmasks a part of a buffer in place. */
  static void apply(byte[] buffer, int offset, int length, int key) {
    if (key == 0) {
      return;
    }
    int end = offset + length;
    int at = offset;
    long wideKey = (key & 0xFFFFFFFFL) | ((long) key << 32);
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      LONGS.set(buffer, at, (long) LONGS.get(buffer, at) ^ wideKey);
    }
    for (; at < end; at++) {
      buffer[at] ^= (byte) wideKey;
      wideKey >>>= 8;
    }
  }

  /** The key for what follows after so many bytes. */
  static int advance(int key, int length) {
    return Integer.rotateRight(key, 8 * (length & 3));
  }
}
