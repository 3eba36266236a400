package dev.tidewire.server.cluster.redis;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that the state of the cluster is confined to. A task that fails is logged and
 * takes nothing with it; when it is closed, tasks are discarded. Thread-safe.
 */
final class ClusterThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterThread.class);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("cluster").factory());

  ClusterThread() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  /** Runs the task once, after the delay. */
  void after(Duration delay, Runnable task) {
    try {
      var _ = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The cluster is closed; a task is discarded.");
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("A task of the cluster failed.", e);
      }
    };
  }
}
