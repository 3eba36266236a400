package dev.tidewire.server.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * An XNIO I/O thread. It runs all tasks that it has before it looks at its sockets, also those that
 * tasks add; a task that must let sockets go first waits for a pipe of its own, which can always be
 * written, to be selected beside them.
 */
final class XnioLoopThread implements LoopThread {
  private final XnioIoThread thread;
  private final StreamSinkChannel alwaysWritable;

  /** Confined to the thread. */
  private final ArrayDeque<Runnable> afterSelection = new ArrayDeque<>();

  XnioLoopThread(XnioIoThread thread) {
    this.thread = thread;
    try {
      alwaysWritable = thread.createHalfDuplexPipe().getRightSide();
    } catch (IOException e) {
      throw new UncheckedIOException("The pipe of an I/O thread cannot be made.", e);
    }
    alwaysWritable.getWriteSetter().set(_ -> selected());
  }

  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // The server is stopping and has cut all sockets: there is nothing left to do it for.
    }
  }

  @Override
  public void executeAfterSelection(Runnable task) {
    if (afterSelection.isEmpty()) {
      alwaysWritable.resumeWrites();
    }
    afterSelection.add(task);
  }

  /** In whole milliseconds, which is what XNIO's timers know; below one, at once. */
  @Override
  public void executeAfter(Runnable task, long nanos) {
    try {
      thread.executeAfter(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // As in execute.
    }
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  private void selected() {
    alwaysWritable.suspendWrites();
    // Those that are added by these wait for the next selection.
    for (int count = afterSelection.size(); count > 0; count--) {
      execute(afterSelection.remove());
    }
    if (!afterSelection.isEmpty()) {
      alwaysWritable.resumeWrites();
    }
  }
}
