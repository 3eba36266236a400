package dev.tidewire.server.presence.redis;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes live, as far as the store has told. Confined to the worker.
 *
 * <p>A node takes its lease before its first member comes. So one that has members and is missing
 * in an answer that was asked for after that is dead, and its name never comes back. One that is
 * seen for the first time may be newer than the last answer.
 */
final class Nodes {
  /** What is known of a node. */
  enum State {
    ALIVE,
    DEAD,
    /** The next answer will tell. */
    UNKNOWN
  }

  /** Dead ones that are remembered; one that is forgotten is found dead again when it is met. */
  private static final int MAX_DEAD = 10_000;

  /** Volatile because anybody may ask how many there are. */
  private volatile Set<String> alive = Set.of();

  private final LinkedHashSet<String> dead = new LinkedHashSet<>();

  /** Nodes that were missing or not known, and the last question that was asked until then. */
  private final Map<String, Long> doubtful = new HashMap<>();

  private long asked;

  /** A question is sent; answers come in the order of the questions, one at a time. */
  void asking() {
    asked++;
  }

  /** The answer to the last question. */
  void answered(List<String> nodes, boolean settled) {
    Set<String> present = new HashSet<>(nodes);
    for (String gone : alive) {
      if (!present.contains(gone)) {
        doubtful.put(gone, asked - 1);
      }
    }
    alive = present;
    doubtful.keySet().removeAll(present);
    if (settled) {
      bury();
    }
  }

  private void bury() {
    Iterator<Map.Entry<String, Long>> each = doubtful.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Long> one = each.next();
      if (one.getValue() < asked) {
        dead.addLast(one.getKey());
        each.remove();
      }
    }
    while (dead.size() > MAX_DEAD) {
      dead.removeFirst();
    }
  }

  /** Judges a node that has members. */
  State state(String node) {
    if (alive.contains(node)) {
      return State.ALIVE;
    }
    if (dead.contains(node)) {
      return State.DEAD;
    }
    doubtful.putIfAbsent(node, asked);
    return State.UNKNOWN;
  }

  boolean anyDead() {
    return !dead.isEmpty();
  }

  int count() {
    return alive.size();
  }
}
