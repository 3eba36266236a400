package dev.tidewire.server.cluster.redis;

import java.time.Duration;

/**
 * How nodes keep in touch.
 *
 * @param beat between two signs of life of a node
 * @param lease how long after the last one a node is taken for alive
 * @param acknowledge how long the answer to a command waits for the nodes
 * @param maxCommands that are kept for nodes that are away; over it they have all their clients
 *     connect anew
 * @param maxRevocations at a time; over it {@code LIMIT_EXCEEDED}
 */
public record ClusterOptions(
    Duration beat, Duration lease, Duration acknowledge, int maxCommands, int maxRevocations) {

  /** What suits nodes of one data centre. */
  public static ClusterOptions defaults() {
    return new ClusterOptions(
        Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(3), 10_000, 100_000);
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public ClusterOptions {
    if (beat.isNegative() || beat.isZero() || lease.compareTo(beat.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "A lease outlives a lost sign of life: %s is too short for one every %s."
              .formatted(lease, beat));
    }
    if (maxCommands < 1 || maxRevocations < 1) {
      throw new IllegalArgumentException("At least one command and one revocation are kept.");
    }
  }
}
