package dev.tidewire.server.redis;

/**
 * Hears what is published on one channel of Redis: one call at a time, from a thread of the
 * connection. It must not block.
 */
public interface RedisSubscriber {
  /** A message. The array is the subscriber's. */
  void message(byte[] message);

  /** The connection was lost: nothing is heard until {@link #interrupted}. */
  default void lost() {}

  /**
   * Messages may have been missed before this moment; from now on every message comes again. Called
   * when the connection was lost and is back, or when the channel has moved to another server.
   */
  void interrupted();
}
