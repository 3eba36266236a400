package dev.tidewire.server.session;

import java.time.Duration;

/**
 * The limits of one session.
 *
 * @param connectTimeout from the upgrade to {@code connect}; over it 4003
 * @param maxSubscriptions channels at a time; over it {@code limit_exceeded}
 * @param requestRate requests per second in the long run; over it {@code rate_limited}, and far
 *     over it 4502
 * @param requestBurst requests that may come at once
 * @param tokenLeeway how long after a token's {@code exp} the session is ended
 * @param heartbeat what clients are told to expect between two heartbeats
 * @param maxMessageSize what clients are told that one message of theirs may have in bytes
 * @param maxQueuedBytes of the connection; a catch-up reads on while less than half of it is used
 */
public record SessionOptions(
    Duration connectTimeout,
    int maxSubscriptions,
    int requestRate,
    int requestBurst,
    Duration tokenLeeway,
    Duration heartbeat,
    int maxMessageSize,
    int maxQueuedBytes) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public SessionOptions {
    if (maxSubscriptions < 1 || requestRate < 1 || requestBurst < 1 || maxQueuedBytes < 1) {
      throw new IllegalArgumentException("A session's limits are at least 1.");
    }
  }
}
