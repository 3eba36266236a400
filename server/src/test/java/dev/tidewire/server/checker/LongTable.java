package dev.tidewire.server.checker;

import java.util.Arrays;

/**
 * Numbers dense indices for sparse keys, in the order in which they come: a hash table with open
 * addressing and 24 bytes for a key, because a long run has many millions of messages.
 */
final class LongTable {
  private static final int NONE = -1;

  private long[] keys = new long[1024];
  private int[] indices = filled(1024);
  private int size;

  /** The index of a key, or -1. */
  int find(long key) {
    return indices[slot(key)];
  }

  /** The index of a key, which is a new one when the key is new. */
  int findOrAdd(long key) {
    int slot = slot(key);
    if (indices[slot] != NONE) {
      return indices[slot];
    }
    keys[slot] = key;
    indices[slot] = size++;
    int index = indices[slot];
    if (size * 2 > keys.length) {
      grow();
    }
    return index;
  }

  int size() {
    return size;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    // Fibonacci hashing: consecutive offsets spread over the table.
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (indices[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldIndices = indices;
    keys = new long[oldKeys.length * 2];
    indices = filled(oldKeys.length * 2);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldIndices[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        indices[slot] = oldIndices[i];
      }
    }
  }

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, NONE);
    return array;
  }
}
