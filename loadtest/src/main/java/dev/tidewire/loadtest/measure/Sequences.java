package dev.tidewire.loadtest.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which messages one client has got of each channel and lane, numbered from 0, so that every
 * message is known to have come once, twice, late or never. Confined to the client's loop.
 *
 * <p>What is in order costs four bytes for each slot; holes are kept as ranges and only while they
 * are there.
 */
public final class Sequences {
  private final int[] next;
  private @Nullable Map<Integer, NavigableMap<Integer, Integer>> holes;

  /** What a message that came is. */
  public enum Arrival {
    /** The one that was awaited, or one beyond it; what is between may still come. */
    NEW,
    /** One that had been overtaken: it is there, but its order is broken. */
    REORDERED,
    /** One that was there already. */
    DUPLICATE
  }

  /** Sequences of so many slots; a slot is one lane of one subscribed channel. */
  public Sequences(int slots) {
    next = new int[slots];
  }

  public int slots() {
    return next.length;
  }

  /** Takes note of a message. */
  public Arrival arrived(int slot, int number) {
    int awaited = next[slot];
    if (number == awaited) {
      next[slot] = awaited + 1;
      return Arrival.NEW;
    }
    if (number > awaited) {
      ranges(slot).put(awaited, number);
      next[slot] = number + 1;
      return Arrival.NEW;
    }
    return fill(slot, number) ? Arrival.REORDERED : Arrival.DUPLICATE;
  }

  private NavigableMap<Integer, Integer> ranges(int slot) {
    if (holes == null) {
      holes = new HashMap<>();
    }
    return holes.computeIfAbsent(slot, none -> new TreeMap<>());
  }

  /** Whether this number was in a hole; then it is no longer. */
  private boolean fill(int slot, int number) {
    NavigableMap<Integer, Integer> ranges = holes == null ? null : holes.get(slot);
    Map.Entry<Integer, Integer> range = ranges == null ? null : ranges.floorEntry(number);
    if (ranges == null || range == null || number >= range.getValue()) {
      return false;
    }
    ranges.remove(range.getKey());
    if (range.getKey() < number) {
      ranges.put(range.getKey(), number);
    }
    if (number + 1 < range.getValue()) {
      ranges.put(number + 1, range.getValue());
    }
    return true;
  }

  /** Whether everything up to this number has come. */
  public boolean isComplete(int slot, int published) {
    return next[slot] >= published && (holes == null || holes.getOrDefault(slot, EMPTY).isEmpty());
  }

  private static final NavigableMap<Integer, Integer> EMPTY = new TreeMap<>();

  /**
   * How many messages never came.
   *
   * @param published how many were sent
   * @param outcome which of them need not have come
   */
  public long missing(int slot, int published, Outcome outcome) {
    long missing = outcome.owed(next[slot], published);
    if (holes != null) {
      for (Map.Entry<Integer, Integer> hole : holes.getOrDefault(slot, EMPTY).entrySet()) {
        missing += outcome.owed(hole.getKey(), Math.min(hole.getValue(), published));
      }
    }
    return missing;
  }

  /** What is known of the messages of one lane. */
  @FunctionalInterface
  public interface Outcome {
    /** How many of the messages from one number up to another were promised to arrive. */
    long owed(int from, int to);
  }
}
