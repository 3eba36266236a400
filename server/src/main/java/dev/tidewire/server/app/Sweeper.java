package dev.tidewire.server.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a chore every few seconds on a daemon thread of its own. A chore that fails is logged and
 * comes again. Thread-safe.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final Runnable chore;
  private final Duration period;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Sweeper(Runnable chore, Duration period) {
    this.chore = chore;
    this.period = period;
  }

  /** Starts one; the first run comes after a period. */
  static Sweeper start(String name, Runnable chore, Duration period) {
    Sweeper sweeper = new Sweeper(chore, period);
    Thread.ofPlatform().daemon().name(name).start(sweeper::run);
    return sweeper;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      while (!closed.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it; it ends
    }
  }

  private void sweep() {
    try {
      chore.run();
    } catch (RuntimeException e) {
      LOG.error("A sweep failed.", e);
    }
  }
}
