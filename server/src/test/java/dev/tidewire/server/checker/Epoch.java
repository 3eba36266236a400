package dev.tidewire.server.checker;

import java.util.Arrays;

/** What all who looked saw of one epoch of one channel. */
final class Epoch {
  private final int number;
  private final String channel;
  private final String name;
  private final LongTable offsets = new LongTable();
  private int[] messages = new int[64];
  private long lowestStart = Long.MAX_VALUE;
  private long top = Long.MIN_VALUE;

  Epoch(int number, String channel, String name) {
    this.number = number;
    this.channel = channel;
    this.name = name;
  }

  int number() {
    return number;
  }

  String channel() {
    return channel;
  }

  String name() {
    return name;
  }

  /** Puts a message at an offset; false when another one has been seen there. */
  boolean put(long offset, int message) {
    int before = offsets.size();
    int slot = offsets.findOrAdd(offset);
    if (slot < before) {
      return messages[slot] == message;
    }
    if (slot == messages.length) {
      messages = Arrays.copyOf(messages, messages.length * 2);
    }
    messages[slot] = message;
    return true;
  }

  /** Somebody begins to listen behind this offset. */
  void start(long offset) {
    lowestStart = Math.min(lowestStart, offset);
    top = Math.max(top, offset);
  }

  /** Somebody has come to this offset. */
  void reach(long offset) {
    top = Math.max(top, offset);
  }

  /** Whether nobody listened yet when this offset was given. */
  boolean isBeforeAnybody(long offset) {
    return offset <= lowestStart;
  }

  long top() {
    return top;
  }
}
