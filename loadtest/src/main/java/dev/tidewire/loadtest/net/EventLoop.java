package dev.tidewire.loadtest.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread with one selector. Its connections and timers belong to it and are touched by its
 * thread only; {@link #execute} is the way in for everybody else.
 */
public final class EventLoop implements AutoCloseable {
  private static final int READ_BUFFER = 64 * 1024;

  /** How long the loop sleeps at most at once when a timer is due in less than a millisecond. */
  private static final long NAP_NANOS = 100_000;

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at));
  private final byte[] readArray = new byte[READ_BUFFER];
  private final ByteBuffer readBuffer = ByteBuffer.wrap(readArray);
  private final Inflation inflation = new Inflation();
  private final List<Runnable> afterTurns = new CopyOnWriteArrayList<>();
  private final FailureListener failures;
  private volatile boolean closed;

  /** Something that is due at a moment of {@link System#nanoTime}. */
  private record Timer(long at, Runnable task) {}

  /** Hears of a fault in the generator's own code; such a run is worth nothing. */
  @FunctionalInterface
  public interface FailureListener {
    void failed(Throwable fault);
  }

  public EventLoop(String name, FailureListener failures) {
    this.failures = failures;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("No selector could be opened.", e);
    }
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    thread.start();
  }

  /** Runs the task on the loop, soon. Thread-safe. */
  public void execute(Runnable task) {
    inbox.add(task);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** Runs the task on the loop at this moment of {@link System#nanoTime}. Loop only. */
  public void at(long nanoTime, Runnable task) {
    timers.add(new Timer(nanoTime, task));
  }

  /** Runs the task on the loop at the end of each of its turns from now on. Thread-safe. */
  public void afterEachTurn(Runnable task) {
    afterTurns.add(task);
  }

  /** The platform thread's id as the JVM knows it, for its CPU time. */
  public long threadId() {
    return thread.threadId();
  }

  /** Begins to connect. Loop only. The handler hears of success and failure alike. */
  public TcpConnection connect(
      InetSocketAddress remote, @Nullable SocketAddress local, ByteHandler handler) {
    TcpConnection connection = new TcpConnection(this, handler);
    try {
      SocketChannel channel = SocketChannel.open();
      connection.open(channel, selector, remote, local);
    } catch (IOException e) {
      execute(() -> connection.fail(e));
    }
    return connection;
  }

  /** The loop's one buffer for reading, cleared. Its content is valid until the handler returns. */
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  /** What {@link #readBuffer} reads into. */
  byte[] readArray() {
    return readArray;
  }

  /** Decompresses for all connections of the loop. */
  Inflation inflation() {
    return inflation;
  }

  private void run() {
    while (!closed) {
      try {
        // The sockets have their turn in between: what the inbox has closed is closed by then.
        runInbox();
        select(untilNextTimer());
        runTimers();
        afterTurns.forEach(Runnable::run);
      } catch (IOException | RuntimeException | Error e) {
        failures.failed(e);
      }
    }
    try {
      selector.keys().forEach(key -> ((TcpConnection) key.attachment()).close());
      selector.close();
    } catch (IOException e) {
      failures.failed(e);
    }
    inflation.close();
  }

  private void runInbox() {
    // What a task adds runs in the next round, so that the inbox cannot starve the sockets.
    int waiting = inbox.size();
    for (int i = 0; i < waiting; i++) {
      Runnable task = inbox.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  /** In how many nanoseconds the next timer is due; 0 or less when it is now. */
  private long untilNextTimer() {
    Timer next = timers.peek();
    return next == null ? Long.MAX_VALUE : next.at() - System.nanoTime();
  }

  private void runTimers() {
    // What becomes due meanwhile runs in the next round, so that timers cannot starve the sockets.
    long now = System.nanoTime();
    Timer next = timers.peek();
    while (next != null && next.at() - now <= 0) {
      timers.remove();
      next.task().run();
      next = timers.peek();
    }
  }

  private void select(long wait) throws IOException {
    if (!inbox.isEmpty()) {
      selector.selectNow(this::ready);
    } else if (wait == Long.MAX_VALUE) {
      selector.select(this::ready);
    } else if (wait >= TimeUnit.MILLISECONDS.toNanos(1)) {
      // Rounded down: the selector counts in milliseconds, and a publish must not start late.
      selector.select(this::ready, TimeUnit.NANOSECONDS.toMillis(wait));
    } else if (selector.selectNow(this::ready) == 0) {
      LockSupport.parkNanos(Math.min(wait, NAP_NANOS));
    }
  }

  private void ready(SelectionKey key) {
    ((TcpConnection) key.attachment()).ready(key);
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
