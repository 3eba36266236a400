package dev.tidewire.server.presence.redis;

import java.time.Duration;

/**
 * Numbers the batches of this node, so that one that arrives late does nothing: it may have been
 * sent over a connection that was given up, and others over the next one since. Confined to the
 * worker.
 */
final class BatchNumbers {
  private final Worker worker;
  private final long patience;
  private long last;
  private long failedAt;
  private boolean failedBefore;

  /**
   * Numbers from 1.
   *
   * @param patience how long after a failure a batch may still arrive
   */
  BatchNumbers(Worker worker, Duration patience) {
    this.worker = worker;
    this.patience = patience.toNanos();
  }

  long next() {
    return ++last;
  }

  /** Nobody knows what has become of a batch. */
  void failed() {
    failedAt = worker.now();
    failedBefore = true;
  }

  /** Whether an earlier batch may arrive after the next one: the store keeps the number then. */
  boolean mayComeLate() {
    return failedBefore && worker.now() - failedAt < patience;
  }
}
