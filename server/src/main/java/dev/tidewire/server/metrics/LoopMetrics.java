package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** How long tasks wait for the loops. Thread-safe. */
public final class LoopMetrics {
  private final MeterRegistry registry;
  private final Timer lag;

  /** Registers the figures. */
  public LoopMetrics(Metrics metrics) {
    registry = metrics.registry();
    lag =
        Metrics.timer("tidewire_loop_lag")
            .description("How long a task waits for its loop, asked of each loop every second")
            .register(registry);
  }

  /** A task had to wait for so many nanoseconds. */
  public void lagged(long nanos) {
    lag.record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Shows for how many seconds the slowest loop has left a task waiting by now, asked at every
   * scrape, from any thread. Call it once.
   */
  public void showStalled(DoubleSupplier seconds) {
    Gauge.builder("tidewire_loop_stalled_seconds", seconds, DoubleSupplier::getAsDouble)
        .description("How long the slowest loop has not answered by now; 0 when all have")
        .strongReference(true)
        .register(registry);
  }
}
