package dev.tidewire.loadtest.scenario;

import org.HdrHistogram.Histogram;

/** Sees a run while it goes on. Called from the run's collecting thread. */
public interface Observer {
  /**
   * A second has passed.
   *
   * @param progress which share of the present phase is over, from 0 to 1
   * @param delivery the delivery latencies of this second in microseconds
   */
  void second(Second second, double progress, Histogram delivery);
}
