package dev.tidewire.server.redis;

/** An open connection, from the moment when it is ready for use. Thread-safe. */
interface Session {
  /** Whether it has not ended. */
  boolean isOpen();

  /** Calls the action once the connection has ended, from any thread; at once if it has. */
  void whenEnded(Runnable action);

  /** Ends it; does not block. */
  void end();
}
