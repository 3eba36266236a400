package dev.tidewire.server.app;

import java.util.function.LongSupplier;

/**
 * Has the garbage collector run once a crowd of connections has arrived. What each of them keeps is
 * scattered by then over what its handshake left behind, which is ten times as much, and nothing
 * else would have it collected soon: a delivery allocates next to nothing. Moved together it needs
 * fewer cache lines and pages at each delivery, and the memory between goes back to the system.
 * Confined to one thread, which waits for the collection.
 */
final class Compactor {
  /** Fewer than these are not worth a collection. */
  private static final int SMALLEST_CROWD = 500;

  /** A crowd is at least this part of those who are there. */
  private static final int PART_OF_ALL = 4;

  /** It has arrived when the last look found no more than this part of it. */
  private static final int CALM = 10;

  private final LongSupplier opened;
  private final LongSupplier open;
  private final Runnable collection;

  private long seen;
  private long compacted;

  /**
   * A compactor that has seen nobody.
   *
   * @param opened how many connections were ever opened
   * @param open how many there are
   * @param collection runs the collector
   */
  Compactor(LongSupplier opened, LongSupplier open, Runnable collection) {
    this.opened = opened;
    this.open = open;
    this.collection = collection;
  }

  /** Looks how many came since it was last asked, and collects when that is over. */
  void look() {
    long now = opened.getAsLong();
    long came = now - seen;
    long crowd = now - compacted;
    seen = now;
    if (crowd < SMALLEST_CROWD || crowd * PART_OF_ALL < open.getAsLong() || came * CALM > crowd) {
      return;
    }
    compacted = now;
    collection.run();
  }
}
