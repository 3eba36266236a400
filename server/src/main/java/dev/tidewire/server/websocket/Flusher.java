package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Traffic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the connections of a loop that have something to send at one {@link Pace}: one write
 * each, or many of them in a {@link SendBatch}, at the end of the tick or when the {@link
 * FlushPacer} allows. A flush of very many is cut in slices, between which sockets are read and the
 * other paces have their turn. Confined to the loop.
 */
final class Flusher {
  /** Connections between two looks at the sockets: about a millisecond of writes. */
  private static final int SLICE = 256;

  /**
   * Connections whose objects are fetched into the processor's caches together, ahead of their
   * writes. Each write moves the kernel's own kilobytes through the caches, so that after a round
   * little of ours is left in them; fetched in a group, the misses of one connection are waited for
   * along with those of the others.
   */
  private static final int GROUP = 8;

  private static final int SMALLEST_LIST = 16;

  private final LoopThread thread;
  private final Pace pace;
  private final ConnectionMetrics metrics;
  private final Traffic traffic;
  private final FlushPacer pacer;
  private final SendBatch batch;

  /** Bound once: posting a flush allocates nothing. */
  private final Runnable flushTask = this::flush;

  /** Connections for the next round, and those of the round under way. */
  private @Nullable Connection[] dirty = new @Nullable Connection[SMALLEST_LIST];

  private int dirtyCount;
  private @Nullable Connection[] round = new @Nullable Connection[SMALLEST_LIST];
  private int roundCount;
  private int roundDone;
  private long roundStart;
  private long roundNanos;

  /** Of no use, but it keeps the compiler from leaving out the reads of a prefetch. */
  @SuppressWarnings("UnusedVariable")
  private int prefetched;

  /** Whether a flush is posted or under way. */
  private boolean scheduled;

  /** A flusher with nothing to do. */
  Flusher(
      LoopThread thread,
      Pace pace,
      FlushPacer pacer,
      SendBatch batch,
      ConnectionMetrics metrics,
      Traffic traffic) {
    this.thread = thread;
    this.pace = pace;
    this.pacer = pacer;
    this.batch = batch;
    this.metrics = metrics;
    this.traffic = traffic;
  }

  /** Adds a connection, which sees to it that it is added once, to the next round. */
  void add(Connection connection) {
    if (dirtyCount == dirty.length) {
      dirty = Arrays.copyOf(dirty, 2 * dirtyCount);
    }
    dirty[dirtyCount++] = connection;
    if (!scheduled) {
      schedule();
    }
  }

  private void schedule() {
    scheduled = true;
    long delay = pacer.delay(thread.nanoTime());
    if (delay == 0) {
      thread.execute(flushTask);
    } else {
      metrics.flushPaced();
      thread.executeAfter(flushTask, delay);
    }
  }

  private void flush() {
    long start = thread.nanoTime();
    if (roundDone == roundCount) {
      beginRound(start);
    }
    int end = Math.min(roundCount, roundDone + SLICE);
    try {
      while (roundDone < end) {
        flushGroup(Math.min(end, roundDone + GROUP));
      }
    } finally {
      batch.send();
    }
    roundNanos += thread.nanoTime() - start;
    metrics.report(traffic);
    if (roundDone < roundCount) {
      thread.executeAfterSelection(flushTask);
    } else {
      endRound();
    }
  }

  private void flushGroup(int end) {
    for (int i = roundDone; i < end; i++) {
      Connection connection = round[i];
      if (connection != null) {
        prefetched += connection.prefetch();
      }
    }
    while (roundDone < end) {
      Connection connection = round[roundDone];
      round[roundDone++] = null;
      if (connection != null) {
        connection.flush(pace);
      }
    }
  }

  private void beginRound(long now) {
    @Nullable Connection[] empty = round;
    round = dirty;
    roundCount = dirtyCount;
    roundDone = 0;
    dirty = empty;
    dirtyCount = 0;
    roundStart = now;
    roundNanos = 0;
  }

  private void endRound() {
    pacer.flushed(roundStart, roundNanos);
    metrics.flushed(roundNanos);
    scheduled = false;
    if (dirtyCount > 0) {
      schedule();
    }
  }
}
