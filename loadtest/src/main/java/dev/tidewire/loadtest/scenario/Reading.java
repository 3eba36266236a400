package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.measure.Counts;
import dev.tidewire.loadtest.measure.GeneratorHealth;
import dev.tidewire.loadtest.measure.ProcessUsage;
import java.util.List;

/**
 * Everything that grows, read at one moment.
 *
 * @param processes a number for each of those that {@code target} is the sum of
 */
public record Reading(
    long nanoTime,
    Counts counts,
    List<Long> processes,
    ProcessUsage target,
    GeneratorHealth.Reading generator) {
  /** The seconds since an earlier reading. */
  public double secondsSince(Reading earlier) {
    return (nanoTime - earlier.nanoTime) / 1e9;
  }
}
