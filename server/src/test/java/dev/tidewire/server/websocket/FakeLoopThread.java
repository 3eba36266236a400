package dev.tidewire.server.websocket;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A loop's thread under the test's control: tasks run and time passes when the test says so. */
final class FakeLoopThread implements LoopThread {
  private final Random random = new Random(1);

  private record Delayed(long at, long order, Runnable task) {}

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<Runnable> afterSelection = new ArrayDeque<>();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::at).thenComparingLong(Delayed::order));
  private long now = 1_000_000_000_000L;
  private long order;
  private boolean current = true;
  private int wakeUps;
  private int executedTasks;

  @Override
  public void execute(Runnable task) {
    wakeUps++;
    tasks.add(task);
  }

  @Override
  public void executeAfterSelection(Runnable task) {
    afterSelection.add(task);
  }

  @Override
  public void executeAfter(Runnable task, long nanos) {
    delayed.add(new Delayed(now + nanos, order++, task));
  }

  @Override
  public boolean isCurrent() {
    return current;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Lets the caller pass for the loop's thread, or for another. */
  void setCurrent(boolean current) {
    this.current = current;
  }

  int wakeUps() {
    return wakeUps;
  }

  /** Time passes, without anything being run. */
  void pass(long nanos) {
    now += nanos;
  }

  /** Runs what XNIO would run before it looks at its sockets. */
  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      executedTasks++;
      task.run();
    }
  }

  int executedTasks() {
    return executedTasks;
  }

  /** Looks at the sockets, as XNIO does between ticks: what waited for that is ready to run. */
  void look() {
    tasks.addAll(afterSelection);
    afterSelection.clear();
  }

  /** Runs ticks until nothing is left to do at this time. */
  void runUntilIdle() {
    do {
      runTasks();
      look();
    } while (!tasks.isEmpty());
  }

  /** Time passes, and everything runs at its time. */
  void advance(long nanos) {
    long end = now + nanos;
    runUntilIdle();
    for (Delayed next = delayed.peek(); next != null && next.at() <= end; next = delayed.peek()) {
      delayed.remove(next);
      now = Math.max(now, next.at());
      tasks.add(next.task());
      runUntilIdle();
    }
    now = end;
  }

  /** The same jitter in every run. */
  @Override
  public RandomGenerator random() {
    return random;
  }
}
