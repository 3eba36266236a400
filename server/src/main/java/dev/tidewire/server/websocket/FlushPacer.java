package dev.tidewire.server.websocket;

/**
 * Decides when a loop may flush again, so that writes of a busy loop gather: no earlier than ten
 * times what the last flush took, and at most 3 ms, after the last flush began. A loop that spends
 * less than a tenth of its time in flushes is not held up. One that would spend more than a third
 * of it is nearly full, where gathering more counts for more than a millisecond: it waits three
 * times what the last flush took, and at most 5 ms. Confined to the loop.
 */
final class FlushPacer {
  static final long BUSY_NANOS = 3_000_000;
  static final long FULL_NANOS = 5_000_000;
  static final int BUSY_FACTOR = 10;
  static final int FULL_FACTOR = 3;

  private final boolean gathers;
  private long earliest;

  private FlushPacer(boolean gathers, long now) {
    this.gathers = gathers;
    this.earliest = now;
  }

  /** One that lets a busy loop gather, or never holds a flush up. */
  static FlushPacer of(Pace pace, long now) {
    return switch (pace) {
      case PROMPT -> new FlushPacer(false, now);
      case GATHERED, BULK -> new FlushPacer(true, now);
    };
  }

  /** How long to wait before the next flush; 0 when it may begin at once. */
  long delay(long now) {
    return Math.max(0, earliest - now);
  }

  /** A flush began then and took so long. */
  void flushed(long start, long took) {
    earliest = gathers ? start + Math.min(BUSY_FACTOR * took, longest(took)) : start;
  }

  private static long longest(long took) {
    return Math.clamp(FULL_FACTOR * took, BUSY_NANOS, FULL_NANOS);
  }
}
