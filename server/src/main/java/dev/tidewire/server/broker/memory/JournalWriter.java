package dev.tidewire.server.broker.memory;

import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.BrokerMetrics.RefusalReason;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a journal: takes all that waits, writes it with one write, tells each
 * entry, and begins again.
 *
 * <p>When a write fails, everything that waits fails with it, since its offsets follow those that
 * failed. Nothing is taken until the file has proved that it can grow again.
 */
final class JournalWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final int BATCH_BYTES = 1 << 20;

  private final JournalFiles files;
  private final JournalOptions options;
  private final BrokerMetrics metrics;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock, from here to roll.
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

  private long queuedBytes;

  private boolean closed;

  private @Nullable CompletableFuture<Long> roll;

  private volatile boolean broken;

  /** Touched by the thread only. */
  private Segment segment;

  private ByteBuffer buffer = ByteBuffer.allocate(BATCH_BYTES);

  /** An entry and what it takes at most. */
  private record Waiting(WriteAhead.Entry entry, JournalRecord record, int maxBytes) {}

  JournalWriter(
      JournalFiles files, JournalOptions options, Segment segment, BrokerMetrics metrics) {
    this.files = files;
    this.options = options;
    this.segment = segment;
    this.metrics = metrics;
    thread = Thread.ofPlatform().name("tidewire-journal").daemon().unstarted(this::run);
  }

  /** Begins to write. */
  void start() {
    thread.start();
  }

  /** As in {@link WriteAhead#offer}. */
  void offer(WriteAhead.Entry entry) {
    JournalRecord record = entry.record();
    int bytes = JournalCodec.maxBytes(record);
    lock.lock();
    try {
      if (closed) {
        throw refusal(RefusalReason.CLOSED, "The broker is closed.");
      }
      if (broken) {
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

  boolean available() {
    return !broken;
  }

  /** Begins another segment; the stage brings the number of the one that is finished. */
  CompletableFuture<Long> roll() {
    lock.lock();
    try {
      if (closed || broken) {
        return CompletableFuture.failedFuture(new IOException("The journal is not writable."));
      }
      if (roll == null) {
        roll = new CompletableFuture<>();
        changed.signal();
      }
      return roll;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, marks the clean end and ends the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (List<Waiting> batch = take(); batch != null; batch = take()) {
        if (broken) {
          heal();
        } else {
          write(batch);
          rollIfAsked();
        }
      }
      end();
    } catch (RuntimeException | Error e) {
      LOG.error("The journal's thread ended; nothing can be published until a restart.", e);
      fail(List.of());
    }
  }

  /** Waits for something to do; null when closed and everything is written. */
  private @Nullable List<Waiting> take() {
    lock.lock();
    try {
      if (!awaitWork()) {
        return List.of();
      }
      if (queue.isEmpty() && closed) {
        return null;
      }
      List<Waiting> batch = new ArrayList<>(Math.min(queue.size(), 4096));
      long bytes = 0;
      while (!queue.isEmpty()
          && (batch.isEmpty() || bytes + queue.element().maxBytes() <= BATCH_BYTES)) {
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

  /** Waits, holding the lock, for something to do; false when it is time to try the disk again. */
  private boolean awaitWork() {
    long nanos = options.retryAfter().toNanos();
    while (queue.isEmpty() && !closed && roll == null) {
      if (!broken) {
        changed.awaitUninterruptibly();
        continue;
      }
      if (nanos <= 0) {
        return false;
      }
      try {
        nanos = changed.awaitNanos(nanos);
      } catch (InterruptedException e) {
        // Nobody interrupts this thread on purpose; trying the disk early does no harm.
        return false;
      }
    }
    return true;
  }

  private void write(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      encode(batch);
      long bytes = buffer.remaining();
      segment.append(buffer);
      metrics.journalWritten(bytes);
    } catch (IOException e) {
      LOG.error("The journal cannot be written; publishes are refused until it can.", e);
      metrics.journalWriteFailed();
      fail(batch);
      return;
    }
    for (Waiting waiting : batch) {
      try {
        waiting.entry().written();
      } catch (RuntimeException e) {
        LOG.error("A publish failed behind the journal.", e);
      }
    }
  }

  private void encode(List<Waiting> batch) {
    int bytes = batch.stream().mapToInt(Waiting::maxBytes).sum();
    if (buffer.capacity() < bytes || buffer.capacity() > BATCH_BYTES) {
      buffer = ByteBuffer.allocate(Math.max(BATCH_BYTES, bytes));
    }
    buffer.clear();
    batch.forEach(waiting -> JournalCodec.encode(waiting.record(), buffer));
    buffer.flip();
  }

  /** Refuses from now on, and fails these and all that wait. */
  private void fail(List<Waiting> batch) {
    List<Waiting> failed = new ArrayList<>(batch);
    CompletableFuture<Long> notRolled;
    lock.lock();
    try {
      broken = true;
      failed.addAll(queue);
      queue.clear();
      queuedBytes = 0;
      notRolled = roll;
      roll = null;
    } finally {
      lock.unlock();
    }
    failed.forEach(waiting -> waiting.entry().failed());
    if (notRolled != null) {
      notRolled.completeExceptionally(new IOException("The journal cannot be written."));
    }
  }

  private void heal() {
    try {
      segment.heal();
    } catch (IOException e) {
      LOG.debug("The journal still cannot be written.", e);
      return;
    }
    broken = false;
    LOG.info("The journal can be written again.");
  }

  private void rollIfAsked() {
    CompletableFuture<Long> asked;
    lock.lock();
    try {
      asked = roll;
      roll = null;
    } finally {
      lock.unlock();
    }
    if (asked == null) {
      return;
    }
    try {
      Segment finished = segment;
      long number = finished.number() + 1;
      segment =
          Segment.create(
              files.segment(number),
              SegmentHeader.of(SegmentHeader.Kind.NEXT, number, options.bootId()),
              options.files());
      finished.close();
      asked.complete(finished.number());
    } catch (IOException e) {
      asked.completeExceptionally(e);
    }
  }

  private void end() {
    try (Segment last = segment) {
      if (!broken) {
        files.forceAll();
        JournalRecord mark = new JournalRecord.CleanEnd();
        ByteBuffer bytes = ByteBuffer.allocate(JournalCodec.maxBytes(mark));
        JournalCodec.encode(mark, bytes);
        last.append(bytes.flip());
        last.force();
      }
    } catch (IOException e) {
      LOG.warn("The journal could not be closed cleanly; it is recovered at the next start.", e);
    }
    fail(List.of());
  }

  private Refusal refusal(RefusalReason reason, String sentence) {
    metrics.refused(reason);
    return new Refusal(ErrorCode.UNAVAILABLE, sentence);
  }
}
