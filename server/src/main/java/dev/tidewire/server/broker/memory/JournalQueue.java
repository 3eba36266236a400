package dev.tidewire.server.broker.memory;

import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.BrokerMetrics.RefusalReason;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a journal's writer: bounded, in the order of the offers. Any thread offers, the
 * writer takes.
 *
 * <p>Once it is shut nothing gets in, so that the writer can fail all that waits before the first
 * entry behind a failed one is offered.
 */
final class JournalQueue {
  /** An entry, what to write of it, and the bytes that this takes at most. */
  record Waiting(WriteAhead.Entry entry, JournalRecord record, int maxBytes) {}

  private final JournalOptions options;
  private final BrokerMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below is guarded by the lock.
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean shut;
  private boolean ended;
  private boolean woken;

  JournalQueue(JournalOptions options, BrokerMetrics metrics) {
    this.options = options;
    this.metrics = metrics;
  }

  /** As in {@link WriteAhead#offer}. */
  void offer(WriteAhead.Entry entry) {
    JournalRecord record = entry.record();
    int bytes = JournalCodec.maxBytes(record);
    lock.lock();
    try {
      if (ended) {
        throw refusal(RefusalReason.CLOSED, "The broker is closed.");
      }
      if (shut) {
        throw refusal(RefusalReason.JOURNAL, "The journal cannot be written at the moment.");
      }
      if (queue.size() >= options.maxQueued() || queuedBytes + bytes > options.maxQueuedBytes()) {
        throw refusal(RefusalReason.QUEUE, "Too much is waiting for the journal.");
      }
      queue.add(new Waiting(entry, record, bytes));
      queuedBytes += bytes;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something to do, then takes what waits, at least one entry and beyond that {@code
   * maxBytes} at most.
   *
   * @return empty when the writer was woken, or when it is shut and time to try the disk again;
   *     null when it has ended and nothing waits
   */
  @Nullable List<Waiting> take(long maxBytes) {
    lock.lock();
    try {
      awaitWork();
      woken = false;
      if (queue.isEmpty() && ended) {
        return null;
      }
      List<Waiting> batch = new ArrayList<>();
      long bytes = 0;
      while (!queue.isEmpty() && (batch.isEmpty() || bytes + nextBytes() <= maxBytes)) {
        Waiting next = queue.remove();
        bytes += next.maxBytes();
        batch.add(next);
      }
      queuedBytes -= bytes;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nothing in any more, and takes all that waits. */
  List<Waiting> shut() {
    lock.lock();
    try {
      shut = true;
      List<Waiting> rest = List.copyOf(queue);
      queue.clear();
      queuedBytes = 0;
      return rest;
    } finally {
      lock.unlock();
    }
  }

  /** Lets entries in again. */
  void reopen() {
    lock.lock();
    try {
      shut = false;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nothing in for good; what waits can still be taken. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the writer. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return !shut && !ended;
    } finally {
      lock.unlock();
    }
  }

  private int nextBytes() {
    return queue.element().maxBytes();
  }

  private void awaitWork() {
    long nanos = options.retryAfter().toNanos();
    while (queue.isEmpty() && !ended && !woken && nanos > 0) {
      if (!shut) {
        changed.awaitUninterruptibly();
        continue;
      }
      try {
        nanos = changed.awaitNanos(nanos);
      } catch (InterruptedException e) {
        // Nobody interrupts the writer on purpose; trying the disk early does no harm.
        return;
      }
    }
  }

  private Refusal refusal(RefusalReason reason, String sentence) {
    metrics.refused(reason);
    return new Refusal(ErrorCode.UNAVAILABLE, sentence);
  }
}
