package dev.tidewire.server.presence.redis;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which presence lives, and its clock. A task that fails is logged and takes
 * nothing with it. Thread-safe.
 */
final class Worker implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final ScheduledExecutorService thread;
  private final LongSupplier nanos;

  Worker(ScheduledExecutorService thread, LongSupplier nanos) {
    this.thread = thread;
    this.nanos = nanos;
  }

  /** Nanoseconds of a clock that is never set. */
  long now() {
    return nanos.getAsLong();
  }

  /** Runs the task soon; not at all after {@link #close}, and then nothing is left to do. */
  @Override
  public void execute(Runnable task) {
    var _ = tried(task);
  }

  /** Runs the task soon, and answers whether it will. */
  boolean tried(Runnable task) {
    try {
      thread.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs the task once, after the delay, unless it is closed until then. */
  void after(Duration delay, Runnable task) {
    try {
      var _ = thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // It is closed: nothing is left to do.
    }
  }

  /** Runs what was to run at once, and nothing that is due later. Does not wait. */
  void close() {
    thread.shutdown();
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A task about presence failed.", e);
    }
  }
}
