package dev.tidewire.server.redis;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts that grow, with full jitter: many clients that lost the same server do
 * not come back in step. ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015.) Not
 * thread-safe.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final int MAX_DOUBLINGS = 20;

  private final long mostMillis;
  private final RandomGenerator random;
  private int attempts;

  Backoff(Duration most, RandomGenerator random) {
    this.mostMillis = most.toMillis();
    this.random = random;
  }

  /** The next pause, in milliseconds. */
  long next() {
    long bound = Math.min(mostMillis, FIRST_MILLIS << Math.min(attempts, MAX_DOUBLINGS));
    attempts++;
    return random.nextLong(bound) + 1;
  }

  /** An attempt succeeded. */
  void reset() {
    attempts = 0;
  }
}
