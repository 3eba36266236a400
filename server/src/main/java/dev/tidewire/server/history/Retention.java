package dev.tidewire.server.history;

import java.time.Duration;

/**
 * How much a channel remembers.
 *
 * @param size messages kept, at least 0; 0 means no history: messages have no offset and cannot be
 *     resumed
 * @param age how long a message is kept
 * @param idempotency how long an idempotency key is remembered
 */
public record Retention(int size, Duration age, Duration idempotency) {
  /** A channel that remembers nothing. */
  public static final Retention NONE = new Retention(0, Duration.ZERO, Duration.ZERO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public Retention {
    if (size < 0 || age.isNegative() || idempotency.isNegative()) {
      throw new IllegalArgumentException("A retention is not negative.");
    }
    if (size > 0 && age.isZero()) {
      throw new IllegalArgumentException("A history of %d messages needs an age.".formatted(size));
    }
  }

  /** Whether the channel keeps a history at all. */
  public boolean keepsHistory() {
    return size > 0;
  }
}
