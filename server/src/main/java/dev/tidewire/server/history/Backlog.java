package dev.tidewire.server.history;

import dev.tidewire.server.protocol.Message;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The live messages that came while a subscriber was reading history. Confined to its loop.
 *
 * <p>It distinguishes what came before the current read was asked for (and so was stored before it)
 * from what came since: a page speaks about the former only.
 */
final class Backlog {
  private record Entry(String epoch, Message message) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long bytes;
  private int beforeRead;

  /**
   * Keeps a message; when that is over the limits, everything else is dropped first. The newest one
   * is always here, so what was dropped shows as a hole before it.
   */
  void add(String epoch, Message message, PageLimits limits) {
    bytes += message.data().length();
    if (entries.size() >= limits.messages() || bytes > limits.bytes()) {
      entries.clear();
      beforeRead = 0;
      bytes = message.data().length();
    }
    entries.add(new Entry(epoch, message));
  }

  /** A read is asked for now; it will see everything that has come so far. */
  void readBegins() {
    beforeRead = entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * Drops the messages of other epochs than the store had when it was read: since they were stored
   * before that read, their epochs are over.
   */
  void dropOutdated(String epochOfRead) {
    Iterator<Entry> oldest = entries.iterator();
    for (int i = beforeRead; i > 0; i--) {
      Entry entry = oldest.next();
      if (!entry.epoch().equals(epochOfRead)) {
        oldest.remove();
        bytes -= entry.message().data().length();
        beforeRead--;
      }
    }
  }

  /**
   * The first offset behind {@code offset} from which on everything up to {@code top} is here;
   * {@code top + 1} when {@code top} itself is not.
   */
  long firstUpTo(String epoch, long offset, long top) {
    long first = top + 1;
    long next = top + 1;
    for (Entry entry : entries) {
      long here = entry.message().offset();
      if (entry.epoch().equals(epoch) && here > offset && here <= top) {
        first = here == next ? first : here;
        next = here + 1;
      }
    }
    return next == top + 1 ? first : top + 1;
  }

  /** Takes the next message if it is the one behind {@code offset}; drops those up to there. */
  @Nullable Message takeBehind(String epoch, long offset) {
    while (!entries.isEmpty()) {
      Entry first = entries.element();
      if (!first.epoch().equals(epoch) || first.message().offset() > offset + 1) {
        return null;
      }
      entries.remove();
      bytes -= first.message().data().length();
      beforeRead = Math.max(0, beforeRead - 1);
      if (first.message().offset() == offset + 1) {
        return first.message();
      }
    }
    return null;
  }
}
