package dev.tidewire.server.presence.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes round all channels of this node, a bounded number at a time. Confined to the worker.
 *
 * <p>One round takes a third of the time that keys live. It is hurried when the store has lost
 * something.
 */
final class Rounds {
  private static final Duration STEP = Duration.ofMillis(250);
  private static final int MAX_AT_ONCE = 250;

  private final Worker worker;
  private final long period;

  /** When each is due, in that order. */
  private final Map<Room, Long> due = new LinkedHashMap<>();

  private int hurried;
  private boolean ended;

  Rounds(Worker worker, Duration life) {
    this.worker = worker;
    this.period = life.dividedBy(3).toNanos();
  }

  void begin() {
    worker.after(STEP, this::step);
  }

  void end() {
    ended = true;
  }

  void add(Room room) {
    due.put(room, worker.now() + period);
  }

  void remove(Room room) {
    due.remove(room);
  }

  /** Everybody's turn comes now. */
  void hurry() {
    hurried = due.size();
  }

  private void step() {
    if (ended) {
      return;
    }
    List<Room> now = new ArrayList<>();
    Iterator<Map.Entry<Room, Long>> each = due.entrySet().iterator();
    while (each.hasNext() && now.size() < MAX_AT_ONCE) {
      Map.Entry<Room, Long> next = each.next();
      if (hurried == 0 && next.getValue() - worker.now() > 0) {
        break;
      }
      hurried = Math.max(0, hurried - 1);
      now.add(next.getKey());
      each.remove();
    }
    now.forEach(this::add);
    now.forEach(Room::check);
    worker.after(STEP, this::step);
  }
}
