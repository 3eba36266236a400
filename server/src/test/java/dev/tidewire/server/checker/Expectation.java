package dev.tidewire.server.checker;

import java.util.Locale;

/** A figure that a run must not exceed, or must reach lest it prove nothing. */
public enum Expectation {
  /** Times that a client was told that continuity is lost. */
  MAX_RESETS(0),
  /** Acknowledged messages that nobody saw because continuity was lost, as all were told. */
  MAX_ANNOUNCED_LOSSES(0),
  /** Messages that came to a client that had them. */
  MAX_DUPLICATES(0),
  /** The slowest delivery outside of faults, from its publish on. */
  MAX_LATENCY_MILLIS(Long.MAX_VALUE),
  /** Clients that connected. */
  MIN_CLIENTS(1),
  /** Acknowledged publishes. */
  MIN_PUBLISHED(1),
  /** Acknowledged publishes of a hundred attempted. */
  MIN_PUBLISHED_PERCENT(1),
  /** Deliveries to all clients together. */
  MIN_DELIVERED(1),
  /** Resumes with {@code recovered: true} of the client that has the fewest. */
  MIN_RESUMES_PER_CLIENT(0),
  /** Faults that really happened. */
  MIN_FAULTS(0),
  /** Acknowledged publishes inside the fault that has the fewest. */
  MIN_PUBLISHED_PER_FAULT(1),
  /** Subscriptions that are there in the end. */
  MIN_STANDING(1);

  private final long byDefault;

  Expectation(long byDefault) {
    this.byDefault = byDefault;
  }

  long byDefault() {
    return byDefault;
  }

  boolean isMaximum() {
    return name().startsWith("MAX_");
  }

  boolean isMetBy(long measured, long limit) {
    return isMaximum() ? measured <= limit : measured >= limit;
  }

  /** Its name on the command line, as in {@code max-resets}. */
  String flag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
