package dev.tidewire.server.redis;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which connections are opened, watched and given up. A task that fails is logged
 * and takes nothing with it. Thread-safe.
 */
final class Timer implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("redis-timer").factory());

  Timer() {
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs the task soon; not at all when the timer is closed, and then nothing is left to do. */
  @Override
  public void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  /**
   * Runs the task once, after the delay.
   *
   * @return whether it will; false when the timer is closed
   */
  boolean after(Duration delay, Runnable task) {
    try {
      var _ = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs the task again and again, the pause between two runs being {@code period}. */
  Future<?> every(Duration period, Runnable task) {
    long millis = period.toMillis();
    return thread.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Runs what is due, and nothing that is due later. Waits for a second at most. */
  void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts us wants the rest to be quick
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("A task about Redis failed.", e);
      }
    };
  }
}
