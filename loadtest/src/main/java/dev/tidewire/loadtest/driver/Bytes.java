package dev.tidewire.loadtest.driver;

import java.nio.charset.StandardCharsets;

/** Looks into raw messages without decoding them. */
final class Bytes {
  private Bytes() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] array, int from, int to) {
    return new String(array, from, to - from, StandardCharsets.UTF_8);
  }

  static boolean startsWith(byte[] array, int from, int to, byte[] prefix) {
    if (to - from < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (array[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the needle begins, or -1. */
  static int indexOf(byte[] array, int from, int to, byte[] needle) {
    for (int i = from; i <= to - needle.length; i++) {
      if (array[i] == needle[0] && startsWith(array, i, to, needle)) {
        return i;
      }
    }
    return -1;
  }

  /** The decimal number that begins here; 0 if there is none. */
  static long number(byte[] array, int from, int to) {
    long value = 0;
    for (int i = from; i < to && array[i] >= '0' && array[i] <= '9'; i++) {
      value = value * 10 + array[i] - '0';
    }
    return value;
  }
}
