package dev.tidewire.server.websocket;

/** How soon a frame that was queued is written. All that waits for the connection goes with it. */
public enum Pace {
  /** At the end of the tick, however busy the loop is. */
  PROMPT(1),

  /**
   * At the end of the tick, or some milliseconds later when the loop is so busy that it gathers.
   */
  GATHERED(2),

  /**
   * As {@link #GATHERED}, with others of its kind: what goes to so many that writing it takes long.
   * What goes to few does not wait until all of them have it.
   */
  BULK(4);

  private final int bit;

  Pace(int bit) {
    this.bit = bit;
  }

  /** Tells it from the others in a set of them that is one number. */
  int bit() {
    return bit;
  }
}
