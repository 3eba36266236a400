package dev.tidewire.server.app;

import java.util.function.LongSupplier;

/**
 * Has the garbage collector run once a crowd of connections has arrived. What each of them keeps is
 * scattered by then over what its handshake left behind, which is ten times as much, and nothing
 * else would have it collected soon: a delivery allocates next to nothing. Moved together it needs
 * fewer cache lines and pages at each delivery.
 *
 * <p>The memory between goes back to the system, but not at once: crowds follow each other (a
 * rollout, a network that comes back piece by piece), and pages that the system gives anew can be
 * the dearest part of a connect. Confined to one thread, which waits for the collection.
 */
final class Compactor {
  /** Fewer than these are not worth a collection. */
  private static final int SMALLEST_CROWD = 500;

  /** A crowd is at least this part of those who are there. */
  private static final int PART_OF_ALL = 4;

  /** It has arrived when the last look found no more than this part of it. */
  private static final int CALM = 10;

  /** Looks without a crowd after which it is over. */
  private static final int QUIET = 10;

  private final LongSupplier opened;
  private final LongSupplier open;
  private final Heap heap;

  private long seen;
  private long compacted;

  /** How many looks are left until memory is given back; 0 when it has been. */
  private int keeping;

  /**
   * A compactor that has seen nobody.
   *
   * @param opened how many connections were ever opened
   * @param open how many there are
   * @param heap where they lie
   */
  Compactor(LongSupplier opened, LongSupplier open, Heap heap) {
    this.opened = opened;
    this.open = open;
    this.heap = heap;
  }

  /** Looks how many came since it was last asked, and collects when that is over. */
  void look() {
    long now = opened.getAsLong();
    long came = now - seen;
    long crowd = now - compacted;
    seen = now;
    if (crowd < SMALLEST_CROWD || crowd * PART_OF_ALL < open.getAsLong()) {
      awaitQuiet();
      return;
    }
    keeping = QUIET;
    heap.keepMore();
    if (came * CALM <= crowd) {
      compacted = now;
      heap.compact();
    }
  }

  private void awaitQuiet() {
    if (keeping > 0) {
      keeping--;
      if (keeping == 0) {
        heap.giveBack();
      }
    }
  }
}
