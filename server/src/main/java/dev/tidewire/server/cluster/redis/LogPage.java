package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.redis.ScriptReply;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the log of commands. Immutable.
 *
 * @param top number of the newest command there has been
 * @param base what top was when the epoch began
 * @param first number of the oldest command that is kept
 */
record LogPage(String epoch, long top, long base, long first, List<Entry> entries) {
  /** One command, not read yet. */
  record Entry(long number, String command) {}

  static LogPage of(ScriptReply reply) {
    ScriptReply found = reply.list(4);
    List<Entry> entries = new ArrayList<>(found.size() / 2);
    for (int i = 0; i < found.size(); i += 2) {
      entries.add(new Entry(found.number(i), found.text(i + 1)));
    }
    return new LogPage(
        reply.text(0), reply.number(1), reply.number(2), reply.number(3), List.copyOf(entries));
  }
}
