package dev.tidewire.server.websocket;

/** How many control frames a peer may send in a minute. Confined to the loop. */
final class ControlBudget {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final int limit;
  private long windowStart;
  private int count;

  ControlBudget(int limit) {
    this.limit = limit;
  }

  /** Takes one; false when the window's are used up. The window begins with its first frame. */
  boolean take(long now) {
    if (count == 0 || now - windowStart >= WINDOW_NANOS) {
      windowStart = now;
      count = 0;
    }
    count++;
    return count <= limit;
  }
}
