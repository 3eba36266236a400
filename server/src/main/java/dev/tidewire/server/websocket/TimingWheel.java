package dev.tidewire.server.websocket;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel (Varghese and Lauck, scheme 6) with ticks of 100 ms: scheduling and
 * cancelling cost the same for one entry and for a million. An entry never expires early, and at
 * most one tick late. Confined to the loop.
 */
final class TimingWheel {
  static final long TICK_NANOS = 100_000_000;

  /** A power of two; entries further away than a turn wait for several turns. */
  private static final int SLOTS = 512;

  /** The lists' ends; each list is a ring through its own end. */
  private final End[] slots = new End[SLOTS];

  private final End due = new End();
  private final long start;

  /** The last tick that was served. */
  private long tick;

  private int size;

  TimingWheel(long now) {
    this.start = now;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new End();
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Nanoseconds until the next tick. */
  long untilNextTick(long now) {
    return Math.max(0, start + (tick + 1) * TICK_NANOS - now);
  }

  /** Lets an entry expire after a delay; moves one that is scheduled already. */
  void schedule(WheelEntry entry, long now, long delayNanos) {
    cancel(entry);
    if (size == 0) {
      tick = (now - start) / TICK_NANOS;
    }
    long deadline = now - start + Math.max(0, delayNanos);
    entry.tick = Math.max(tick + 1, Math.ceilDiv(deadline, TICK_NANOS));
    link(entry, slot(entry.tick));
    size++;
  }

  /** The entry will not expire. Without effect when it is not scheduled. */
  void cancel(WheelEntry entry) {
    if (entry.isScheduled()) {
      unlink(entry);
      size--;
    }
  }

  /** Hands out everything whose time has come, each entry no longer scheduled. */
  void advance(long now, Consumer<WheelEntry> expired) {
    long target = (now - start) / TICK_NANOS;
    long last = Math.min(target, tick + SLOTS);
    for (long t = tick + 1; t <= last; t++) {
      collect(slot(t), target);
    }
    tick = Math.max(tick, target);
    // One after the other from the list: an entry may cancel another that is due as well.
    while (due.next != due && due.next != null) {
      WheelEntry entry = due.next;
      cancel(entry);
      expired.accept(entry);
    }
  }

  private void collect(End slot, long target) {
    @Nullable WheelEntry entry = slot.next;
    while (entry != null && entry != slot) {
      WheelEntry following = entry.next;
      if (entry.tick <= target) {
        unlink(entry);
        link(entry, due);
      }
      entry = following;
    }
  }

  private End slot(long atTick) {
    return slots[(int) (atTick & (SLOTS - 1))];
  }

  private static void link(WheelEntry entry, End end) {
    WheelEntry last = end.previous;
    if (last == null) {
      throw new IllegalStateException("a list's end is always linked");
    }
    entry.previous = last;
    entry.next = end;
    last.next = entry;
    end.previous = entry;
  }

  private static void unlink(WheelEntry entry) {
    WheelEntry before = entry.previous;
    WheelEntry after = entry.next;
    if (before == null || after == null) {
      throw new IllegalStateException("the entry is in no list");
    }
    before.next = after;
    after.previous = before;
    entry.previous = null;
    entry.next = null;
  }

  /** The end of a list, which is also its beginning. */
  private static final class End extends WheelEntry {
    End() {
      previous = this;
      next = this;
    }

    @Override
    void expire() {
      throw new IllegalStateException("the end of a list never expires");
    }
  }
}
