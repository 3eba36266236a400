package dev.tidewire.server.checker;

import java.util.HashMap;
import java.util.Map;

/** The faults of a run, and what was published inside each of them. */
final class Faults {
  private final Map<String, Long> published = new HashMap<>();
  private final Map<String, Long> open = new HashMap<>();
  private long lastStop = Long.MIN_VALUE;

  /** Opens a window; false when there was one of this name. */
  boolean start(String fault, long at) {
    open.put(fault, at);
    return published.putIfAbsent(fault, 0L) == null;
  }

  /** Closes it; false when it was not open. */
  boolean stop(String fault, long at) {
    lastStop = Math.max(lastStop, at);
    return open.remove(fault) != null;
  }

  /** A publish was acknowledged. */
  void published() {
    open.keySet().forEach(fault -> published.merge(fault, 1L, Long::sum));
  }

  /** Whether no fault disturbed the time from then to now. */
  boolean quietSince(long at) {
    return open.isEmpty() && at > lastStop;
  }

  int count() {
    return published.size();
  }

  /** How many publishes the fault with the fewest has; without faults there is nothing to miss. */
  long fewestPublished() {
    return published.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  Map<String, Long> stillOpen() {
    return open;
  }
}
