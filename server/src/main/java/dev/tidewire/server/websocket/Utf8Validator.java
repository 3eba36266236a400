package dev.tidewire.server.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 (RFC 3629) that arrives in pieces, and stops at the first byte that no continuation
 * could make valid: overlong forms, surrogates and code points above U+10FFFF are refused at their
 * second byte. Runs of ASCII are checked eight bytes at a time. Confined to the loop.
 */
final class Utf8Validator {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Continuation bytes that the character under way still needs. */
  private int needed;

  /** The range of the next continuation byte. */
  private int lowest;

  private int highest;

  /** Takes the next bytes; false when they can not be UTF-8. Unusable then until reset. */
  boolean accept(byte[] buffer, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (needed == 0) {
        at = skipAscii(buffer, at, end);
        if (at < end && !lead(buffer[at++] & 0xFF)) {
          return false;
        }
      } else {
        int next = buffer[at++] & 0xFF;
        if (next < lowest || next > highest) {
          return false;
        }
        expect(needed - 1, 0x80, 0xBF);
      }
    }
    return true;
  }

  /** Whether what was taken so far ends at the end of a character. */
  boolean isComplete() {
    return needed == 0;
  }

  void reset() {
    needed = 0;
  }

  /** The first byte of a character outside ASCII: what must follow it (RFC 3629 section 4). */
  private boolean lead(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return false;
    }
    if (lead < 0xE0) {
      expect(1, 0x80, 0xBF);
    } else if (lead < 0xF0) {
      expect(2, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    } else {
      expect(3, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    }
    return true;
  }

  private void expect(int count, int from, int to) {
    needed = count;
    lowest = from;
    highest = to;
  }

  private static int skipAscii(byte[] buffer, int from, int end) {
    int at = from;
    while (at <= end - Long.BYTES && ((long) LONGS.get(buffer, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < end && buffer[at] >= 0) {
      at++;
    }
    return at;
  }
}
