package dev.tidewire.server.websocket;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One I/O thread and everything that is confined to it: its connections, their timers and their
 * queues.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Loop implements Executor {
  private final int index;

  Loop(int index) {
    this.index = index;
  }

  /**
   * Runs a task on the loop, in the order of the calls. From any thread; a burst costs one wake-up.
   * What the tasks sent is written at the end of the burst.
   */
  @Override
  public void execute(Runnable task) {
    throw new UnsupportedOperationException();
  }

  /** Whether the calling thread is this loop's. */
  public boolean isCurrent() {
    throw new UnsupportedOperationException();
  }

  /** Runs a task after a delay, rounded up to the next 100 ms. On the loop only. */
  public Timer schedule(Duration delay, Runnable task) {
    throw new UnsupportedOperationException();
  }

  /** The loop's clock, in nanoseconds from an arbitrary point; never goes back. */
  public long nanoTime() {
    throw new UnsupportedOperationException();
  }

  /** The number of the loop, from 0. */
  public int index() {
    return index;
  }
}
