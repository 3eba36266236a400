package dev.tidewire.server.app;

/** How long a command that does not end by itself goes on. */
@FunctionalInterface
interface Lifetime {
  /** Returns when it is time to stop. */
  void await() throws InterruptedException;

  /**
   * Has {@code action} run when stopping takes too long for whoever asked; at once, when that is
   * so. By default nobody is ever in a hurry.
   */
  default void whenHurried(Runnable action) {}
}
