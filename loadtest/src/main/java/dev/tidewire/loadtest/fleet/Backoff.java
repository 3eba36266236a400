package dev.tidewire.loadtest.fleet;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a client waits before it connects again: anything up to a bound that doubles with each
 * failure (full jitter), as browsers' clients are told to.
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MAX_DOUBLINGS = 20;

  /** What the clients of Tidewire do. */
  public static final Backoff STANDARD =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

  long nanos(int failures, RandomGenerator random) {
    long bound = Math.min(first.toNanos() << Math.min(failures, MAX_DOUBLINGS), longest.toNanos());
    return random.nextLong(Math.max(1, bound));
  }
}
