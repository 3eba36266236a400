package dev.tidewire.server.broker.redis;

import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.redis.ScriptReply;
import java.util.ArrayList;
import java.util.List;

/** Turns what {@code read.lua} answers into a page. */
final class Page {
  /** Values of one message: offset, time, user, data. */
  private static final int WIDTH = 4;

  private Page() {}

  static HistoryPage of(HistoryQuery query, ScriptReply reply) {
    Position top = new Position(reply.text(0), reply.number(1));
    long first = reply.number(2);
    List<Message> messages = messages(reply.list(3));
    return switch (query) {
      case HistoryQuery.After after when !continues(after.position(), top, first) ->
          new HistoryPage(top, Continuity.LOST, List.of(), false);
      case HistoryQuery.Before _ ->
          new HistoryPage(
              top,
              Continuity.KEPT,
              messages,
              !messages.isEmpty() && messages.getFirst().offset() > first);
      case HistoryQuery.After _, HistoryQuery.Last _ ->
          new HistoryPage(
              top,
              Continuity.KEPT,
              messages,
              !messages.isEmpty() && messages.getLast().offset() < top.offset());
    };
  }

  private static boolean continues(Position position, Position top, long first) {
    return position.epoch().equals(top.epoch())
        && position.offset() >= first - 1
        && position.offset() <= top.offset();
  }

  private static List<Message> messages(ScriptReply values) {
    List<Message> messages = new ArrayList<>(values.size() / WIDTH);
    for (int i = 0; i < values.size(); i += WIDTH) {
      byte[] data = values.bytes(i + 3);
      String user = values.text(i + 2);
      messages.add(
          new Message(
              values.number(i),
              Payload.within(data, 0, data.length),
              user.isEmpty() ? null : new UserId(user),
              values.number(i + 1)));
    }
    return messages;
  }
}
