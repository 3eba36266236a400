package dev.tidewire.server.checker;

import java.util.Arrays;

/**
 * What is known of each message, by its id. Ids are kept as hashes of 64 bits: that two of ten
 * million fall together has a chance of one in a hundred thousand, and would be reported, not
 * overlooked.
 */
final class Messages {
  static final byte INVOKED = 1;
  static final byte ACKNOWLEDGED = 2;
  static final byte FAILED = 4;
  static final byte DELIVERED = 8;

  private static final int NOWHERE = -1;

  private final LongTable ids = new LongTable();
  private byte[] states = new byte[1024];
  private int[] channels = new int[1024];
  private int[] epochs = new int[1024];
  private long[] offsets = new long[1024];
  private long[] invokedAt = new long[1024];

  /** The number of the message with this id. */
  int numberOf(String id) {
    int before = ids.size();
    int number = ids.findOrAdd(hash(id));
    if (number == before) {
      grow();
      channels[number] = NOWHERE;
      epochs[number] = NOWHERE;
    }
    return number;
  }

  int count() {
    return ids.size();
  }

  boolean is(int message, byte state) {
    return (states[message] & state) != 0;
  }

  void mark(int message, byte state) {
    states[message] |= state;
  }

  void invoked(int message, int channel, long at) {
    mark(message, INVOKED);
    channels[message] = channel;
    invokedAt[message] = at;
  }

  int channel(int message) {
    return channels[message];
  }

  long invokedAt(int message) {
    return invokedAt[message];
  }

  boolean isPlaced(int message) {
    return epochs[message] != NOWHERE;
  }

  int epoch(int message) {
    return epochs[message];
  }

  long offset(int message) {
    return offsets[message];
  }

  void place(int message, int epoch, long offset) {
    epochs[message] = epoch;
    offsets[message] = offset;
  }

  private void grow() {
    if (ids.size() > states.length) {
      int length = states.length * 2;
      states = Arrays.copyOf(states, length);
      channels = Arrays.copyOf(channels, length);
      epochs = Arrays.copyOf(epochs, length);
      offsets = Arrays.copyOf(offsets, length);
      invokedAt = Arrays.copyOf(invokedAt, length);
    }
  }

  /** FNV-1a, with its bits mixed once more because ids differ in their last digits only. */
  private static long hash(String id) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001B3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    return hash ^ (hash >>> 31);
  }
}
