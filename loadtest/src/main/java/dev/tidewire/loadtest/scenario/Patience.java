package dev.tidewire.loadtest.scenario;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits, for as long as the generator itself works. Faults come from any thread; everything else is
 * for the scenario's thread, which may block.
 */
final class Patience {
  /** Between two looks at what changes soon. */
  static final Duration POLL = Duration.ofMillis(20);

  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

  /** A loop has failed: whoever waits is told. The first one counts. */
  void failed(Throwable thrown) {
    fault.compareAndSet(null, thrown);
  }

  /**
   * Does nothing for a while.
   *
   * @throws ScenarioException when a loop has failed
   */
  void sleep(Duration duration) throws InterruptedException, ScenarioException {
    Thread.sleep(duration);
    Throwable thrown = fault.get();
    if (thrown != null) {
      throw new ScenarioException("The generator itself failed: " + thrown, thrown);
    }
  }

  /**
   * Waits until something is so; false when it is not after the limit.
   *
   * @param poll the time between two looks
   * @throws ScenarioException when a loop has failed
   */
  boolean await(BooleanSupplier condition, Duration limit, Duration poll)
      throws InterruptedException, ScenarioException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      sleep(poll);
    }
    return true;
  }
}
