package dev.tidewire.server.channel;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that the feeds of a node remember together. Thread-safe. */
final class RecentBudget {
  private final long most;
  private final AtomicLong used = new AtomicLong();

  RecentBudget(long most) {
    this.most = most;
  }

  /** One feed remembers more, or less. */
  void changed(long bytes) {
    used.addAndGet(bytes);
  }

  /** Whether whoever remembers more now must forget something. */
  boolean isExceeded() {
    return used.get() > most;
  }

  long used() {
    return used.get();
  }
}
