package dev.tidewire.server.broker.redis;

import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import java.util.List;

/** The arguments of {@code read.lua}. */
final class ReadArguments {
  /** The largest number that Lua and a stream's id agree on: 2^53. */
  private static final long MAX_OFFSET = 1L << 53;

  private ReadArguments() {}

  static List<byte[]> of(
      HistoryQuery query, Retention retention, String candidateEpoch, long lifeMillis) {
    Arguments arguments =
        new Arguments()
            .add(candidateEpoch)
            .add(retention.size())
            .add(retention.age().toMillis())
            .add(lifeMillis)
            .add(query.limits().messages())
            .add(query.limits().bytes());
    switch (query) {
      case HistoryQuery.After after ->
          arguments
              .add("after")
              .add(after.position().epoch())
              .add(Math.min(after.position().offset(), MAX_OFFSET));
      case HistoryQuery.Last last -> arguments.add("last").add(last.count());
      case HistoryQuery.Before before ->
          arguments.add("before").add(Math.min(before.offset(), MAX_OFFSET));
    }
    return arguments.list();
  }
}
