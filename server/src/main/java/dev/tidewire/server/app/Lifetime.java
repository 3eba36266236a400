package dev.tidewire.server.app;

/** How long a command that does not end by itself goes on. */
@FunctionalInterface
interface Lifetime {
  /** Returns when it is time to stop. */
  void await() throws InterruptedException;
}
