package dev.tidewire.server.websocket;

import java.util.random.RandomGenerator;

/** The thread under a loop: the only way in which a loop reaches it, its queue and its clock. */
interface LoopThread {
  /** Runs a task at the end of the current tick, or wakes the thread for it. From any thread. */
  void execute(Runnable task);

  /** Runs a task after sockets had their turn once. From the thread itself only. */
  void executeAfterSelection(Runnable task);

  /** Runs a task later, to the thread's own precision; at once when that is too coarse. */
  void executeAfter(Runnable task, long nanos);

  boolean isCurrent();

  /** Nanoseconds from an arbitrary point; never goes back. */
  long nanoTime();

  /** Where jitter comes from. */
  RandomGenerator random();
}
