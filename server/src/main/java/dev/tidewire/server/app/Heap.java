package dev.tidewire.server.app;

/** What a {@link Compactor} does with the memory of Java. Confined to one thread. */
interface Heap {
  /** From now on a collection leaves more of what is free with the process. */
  void keepMore();

  /** Has the collector move together what is alive. Returns when it has. */
  void compact();

  /**
   * Keeps only the usual reserve again: collects, and the rest goes back to the system, as does
   * what is free outside the heap.
   */
  void giveBack();
}
