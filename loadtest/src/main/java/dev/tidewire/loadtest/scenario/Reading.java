package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.measure.Counts;
import dev.tidewire.loadtest.measure.GeneratorHealth;
import dev.tidewire.loadtest.measure.ProcessUsage;

/** Everything that grows, read at one moment. */
public record Reading(
    long nanoTime, Counts counts, ProcessUsage target, GeneratorHealth.Reading generator) {
  /** The seconds since an earlier reading. */
  public double secondsSince(Reading earlier) {
    return (nanoTime - earlier.nanoTime) / 1e9;
  }
}
