package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Traffic;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One I/O thread and everything that is confined to it: its connections, their timers and their
 * queues. What happens between two looks at the sockets is a tick. {@link #execute} is for any
 * thread, everything else for the loop's own.
 */
public final class Loop implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  /** The thread's timers may round down to milliseconds; a tick that comes early is for nothing. */
  private static final long ROUNDING_NANOS = 1_000_000;

  private final int index;
  private final LoopThread thread;
  private final ConnectionMetrics metrics;
  private final Traffic traffic = new Traffic();
  private final Inbox inbox = new Inbox();
  private final TimingWheel wheel;
  private final Flusher prompt;
  private final Flusher gathered;
  private final Flusher bulk;
  private final Closer closer;
  private final Staging staging = new Staging();
  private final SendBatch batch;
  private final ReadBuffer readBuffer = new ReadBuffer();
  private final Inflation inflation;
  private final Deflation deflation = new Deflation(traffic);

  /** Bound once: waking up allocates nothing. */
  private final Runnable drainTask = this::drain;

  private final Runnable tickTask = this::tick;
  private boolean ticking;

  Loop(int index, LoopThread thread, ConnectionMetrics metrics, SendBatch batch) {
    this.index = index;
    this.thread = thread;
    this.metrics = metrics;
    this.batch = batch;
    long now = thread.nanoTime();
    this.wheel = new TimingWheel(now);
    this.prompt = flusher(Pace.PROMPT, now);
    this.gathered = flusher(Pace.GATHERED, now);
    this.bulk = flusher(Pace.BULK, now);
    this.closer = new Closer(thread);
    this.inflation = new Inflation(metrics);
  }

  /**
   * Runs a task on the loop, in the order of the calls, before the loop looks at its sockets again.
   * From any thread; a burst costs one wake-up. What the tasks sent is written at the end of the
   * tick. A task that fails is logged; the others run. When the server's threads have ended, tasks
   * are discarded.
   */
  @Override
  public void execute(Runnable task) {
    if (inbox.add(task)) {
      thread.execute(drainTask);
    }
  }

  /**
   * Runs a task in the next tick, after sockets had their turn, so that work can be cut in slices.
   * On the loop only. A task that fails is logged.
   */
  public void executeNextTick(Runnable task) {
    thread.executeAfterSelection(() -> runLogged(task));
  }

  /** Whether the calling thread is this loop's. */
  public boolean isCurrent() {
    return thread.isCurrent();
  }

  /** Runs a task after a delay, rounded up to the next tick of 100 ms. On the loop only. */
  public Timer schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(wheel, task);
    schedule(timer, delay.toNanos());
    return timer;
  }

  /** The loop's clock, in nanoseconds from an arbitrary point; never goes back. */
  public long nanoTime() {
    return thread.nanoTime();
  }

  /** The number of the loop, from 0. */
  public int index() {
    return index;
  }

  /** Schedules an entry, or moves it when it is scheduled already. */
  void schedule(WheelEntry entry, long delayNanos) {
    wheel.schedule(entry, thread.nanoTime(), delayNanos);
    if (!ticking) {
      ticking = true;
      awaitTick();
    }
  }

  void cancel(WheelEntry entry) {
    wheel.cancel(entry);
  }

  /** Has a connection flushed at this pace, once for each call. */
  void addDirty(Connection connection, Pace pace) {
    switch (pace) {
      case PROMPT -> prompt.add(connection);
      case GATHERED -> gathered.add(connection);
      case BULK -> bulk.add(connection);
    }
  }

  /** Closes a socket at the end of the tick, or a little later when many end together. */
  void close(Transport transport) {
    closer.add(transport);
  }

  Staging staging() {
    return staging;
  }

  /** What its connections send together. */
  SendBatch batch() {
    return batch;
  }

  ReadBuffer readBuffer() {
    return readBuffer;
  }

  /** Decompresses what its connections receive. */
  Inflation inflation() {
    return inflation;
  }

  /** Compresses what its connections send. */
  Deflation deflation() {
    return deflation;
  }

  /** Gives back what is not the garbage collector's. */
  void release() {
    inflation.end();
    deflation.end();
    batch.close();
  }

  Traffic traffic() {
    return traffic;
  }

  /** Where jitter comes from. */
  RandomGenerator random() {
    return thread.random();
  }

  private Flusher flusher(Pace pace, long now) {
    return new Flusher(thread, pace, FlushPacer.of(pace, now), batch, metrics, traffic);
  }

  private void drain() {
    inbox.drain(Loop::runLogged);
  }

  private void tick() {
    wheel.advance(thread.nanoTime(), Loop::expireLogged);
    metrics.report(traffic);
    ticking = !wheel.isEmpty();
    if (ticking) {
      awaitTick();
    }
  }

  private void awaitTick() {
    thread.executeAfter(tickTask, wheel.untilNextTick(thread.nanoTime()) + ROUNDING_NANOS);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      log.error("A task of a loop failed.", e);
    }
  }

  private static void expireLogged(WheelEntry entry) {
    try {
      entry.expire();
    } catch (Throwable e) {
      log.error("A timer of a loop failed.", e);
    }
  }
}
