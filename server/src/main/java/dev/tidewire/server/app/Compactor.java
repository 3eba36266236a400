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

  /** A look is calm when it found no more than this part of the crowd, and no new crowd. */
  private static final int CALM = 10;

  /** Calm looks in a row after which it has arrived: crowds come in pieces. */
  static final int ARRIVED = 3;

  /** Looks after that until its memory is given back, unless another one comes. */
  static final int QUIET = 10;

  private final LongSupplier opened;
  private final LongSupplier open;
  private final Heap heap;

  private long seen;
  private long compacted;

  /** Calm looks since the crowd was last seen to grow. */
  private int calm;

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

  /** Looks how many came since it was last asked, and collects when a crowd has arrived. */
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
    boolean isCalm = came < SMALLEST_CROWD && came * CALM <= crowd;
    calm = isCalm ? calm + 1 : 0;
    if (calm == ARRIVED) {
      calm = 0;
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
