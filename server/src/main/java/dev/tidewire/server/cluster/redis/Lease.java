package dev.tidewire.server.cluster.redis;

import java.time.Duration;

/** This node's lease, as far as it knows itself. Thread-safe for one who renews. */
final class Lease {
  private final long nanos;
  private volatile boolean taken;
  private volatile long renewedAt;

  Lease(Duration length) {
    nanos = length.toNanos();
  }

  /**
   * It was renewed.
   *
   * @param asked when that was asked for: no later than it was done, so that the lease ends here
   *     before it ends for the others
   */
  void renewed(long asked) {
    renewedAt = asked;
    taken = true;
  }

  boolean isHeld() {
    return taken && System.nanoTime() - renewedAt < nanos;
  }
}
