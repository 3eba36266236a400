package dev.tidewire.loadtest.fleet;

/**
 * When each message is due.
 *
 * @param rate messages per second
 * @param burst how many in a row are due at the same moment
 */
record Schedule(double rate, int burst) {
  private static final double SECOND = 1e9;

  /** Nanoseconds from the start to a message's moment; the first is number 0. */
  long due(long message) {
    return (long) (message / burst * burst * SECOND / rate);
  }
}
