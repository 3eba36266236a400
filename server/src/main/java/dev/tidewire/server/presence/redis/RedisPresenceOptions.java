package dev.tidewire.server.presence.redis;

import java.time.Duration;

/**
 * How presence uses Redis. All nodes should have the same values.
 *
 * @param lease how long a node's members stay when nothing is heard of it; renewed every third
 * @param window how long the joins and leaves of a channel gather after those before were sent
 * @param batchChanges joins and leaves that are sent together at most
 * @param batchBytes bytes of members that are sent together at most; a larger one goes alone
 * @param pageMembers members that are read together at most
 * @param pageBytes bytes of members that are read together at most
 * @param settling how long nodes have to enter their members again after Redis has lost them,
 *     before they are missed
 * @param life how long the keys of a channel stay when no node looks after them
 */
public record RedisPresenceOptions(
    Duration lease,
    Duration window,
    int batchChanges,
    int batchBytes,
    int pageMembers,
    int pageBytes,
    Duration settling,
    Duration life) {

  /** Checks that there is room for something, and time for everything. */
  public RedisPresenceOptions {
    if (batchChanges < 1 || batchBytes < 1 || pageMembers < 1 || pageBytes < 1) {
      throw new IllegalArgumentException(
          "A batch and a page hold at least 1 member and 1 byte, not %d and %d, %d and %d."
              .formatted(batchChanges, batchBytes, pageMembers, pageBytes));
    }
    if (lease.toMillis() < 1 || window.isNegative() || settling.isNegative()) {
      throw new IllegalArgumentException(
          "A lease lasts at least a millisecond, and window and settling are not negative.");
    }
    if (life.compareTo(lease) < 0) {
      throw new IllegalArgumentException(
          "Keys live as long as a lease (%s) at least, not %s.".formatted(lease, life));
    }
  }

  /** What suits most. */
  public static RedisPresenceOptions defaults() {
    return new RedisPresenceOptions(
        Duration.ofSeconds(10),
        Duration.ofMillis(10),
        200,
        64 * 1024,
        1000,
        256 * 1024,
        Duration.ofSeconds(3),
        Duration.ofHours(1));
  }
}
