package dev.tidewire.server.websocket;

/**
 * Decides when a loop may flush again, so that writes of a busy loop gather: no earlier than ten
 * times what the last flush took, and at most 5 ms, after the last flush began. A loop that spends
 * less than a tenth of its time in flushes is not held up. Confined to the loop.
 */
final class FlushPacer {
  static final long LONGEST_NANOS = 5_000_000;
  static final int FACTOR = 10;

  private final long longest;
  private long earliest;

  private FlushPacer(long longest, long now) {
    this.longest = longest;
    this.earliest = now;
  }

  /** One that lets a busy loop gather, or never holds a flush up. */
  static FlushPacer of(Pace pace, long now) {
    return switch (pace) {
      case PROMPT -> new FlushPacer(0, now);
      case GATHERED, BULK -> new FlushPacer(LONGEST_NANOS, now);
    };
  }

  /** How long to wait before the next flush; 0 when it may begin at once. */
  long delay(long now) {
    return Math.max(0, earliest - now);
  }

  /** A flush began then and took so long. */
  void flushed(long start, long took) {
    earliest = start + Math.min(longest, FACTOR * took);
  }
}
