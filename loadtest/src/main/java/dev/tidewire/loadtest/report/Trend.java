package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.scenario.Second;
import java.util.List;
import java.util.Optional;

/** Whether something grows in the long run: the slope of the straight line through the seconds. */
final class Trend {
  /** In less time, warming up looks like growth. */
  private static final int MIN_SECONDS = 60;

  private static final double SECONDS_PER_HOUR = 3600;

  private Trend() {}

  /** By how many bytes per hour the target's memory grew while it was measured. */
  static Optional<Double> bytesPerHour(List<Second> seconds) {
    List<Second> measured =
        seconds.stream().filter(second -> second.phase().equals("measure")).toList();
    if (measured.size() < MIN_SECONDS) {
      return Optional.empty();
    }
    double meanAt = measured.stream().mapToDouble(Second::at).average().orElseThrow();
    double meanBytes = measured.stream().mapToDouble(Second::targetBytes).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (Second second : measured) {
      double distance = second.at() - meanAt;
      covariance += distance * (second.targetBytes() - meanBytes);
      variance += distance * distance;
    }
    return Optional.of(covariance / variance * SECONDS_PER_HOUR);
  }
}
