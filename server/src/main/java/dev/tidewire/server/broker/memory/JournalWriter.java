package dev.tidewire.server.broker.memory;

import dev.tidewire.server.broker.memory.JournalQueue.Waiting;
import dev.tidewire.server.metrics.BrokerMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
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
  private final JournalQueue queue;
  private final Thread thread;
  private final AtomicReference<@Nullable CompletableFuture<Long>> rollAsked =
      new AtomicReference<>();

  /** Set by the thread; while it is, the queue is shut. */
  private volatile boolean broken;

  // Touched by the thread only.
  private Segment segment;
  private ByteBuffer buffer = ByteBuffer.allocate(BATCH_BYTES);

  JournalWriter(
      JournalFiles files, JournalOptions options, Segment segment, BrokerMetrics metrics) {
    this.files = files;
    this.options = options;
    this.segment = segment;
    this.metrics = metrics;
    queue = new JournalQueue(options, metrics);
    thread = Thread.ofPlatform().name("tidewire-journal").daemon().unstarted(this::run);
  }

  /** Begins to write. */
  void start() {
    thread.start();
  }

  /** As in {@link WriteAhead#offer}. */
  void offer(WriteAhead.Entry entry) {
    queue.offer(entry);
  }

  /** Whether entries can be taken. */
  boolean available() {
    return !broken;
  }

  /**
   * Begins another segment; the future brings the number of the one that is finished. One at a
   * time.
   */
  CompletableFuture<Long> roll() {
    CompletableFuture<Long> asked = new CompletableFuture<>();
    rollAsked.set(asked);
    if (!queue.isOpen()) {
      failRoll();
    }
    queue.wake();
    return asked;
  }

  /** Writes what waits, marks the clean end and ends the thread. */
  @Override
  public void close() {
    queue.end();
    Threads.joinUninterruptibly(thread);
    failRoll();
  }

  private void run() {
    try {
      for (List<Waiting> batch = queue.take(BATCH_BYTES);
          batch != null;
          batch = queue.take(BATCH_BYTES)) {
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
    broken = true;
    List<Waiting> failed = new ArrayList<>(batch);
    failed.addAll(queue.shut());
    failed.forEach(waiting -> waiting.entry().failed());
    failRoll();
  }

  private void heal() {
    try {
      segment.heal();
    } catch (IOException e) {
      LOG.debug("The journal still cannot be written.", e);
      return;
    }
    queue.reopen();
    broken = false;
    LOG.info("The journal can be written again.");
  }

  private void rollIfAsked() {
    CompletableFuture<Long> asked = rollAsked.getAndSet(null);
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

  private void failRoll() {
    CompletableFuture<Long> asked = rollAsked.getAndSet(null);
    if (asked != null) {
      asked.completeExceptionally(new IOException("The journal cannot be written."));
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
}
