package dev.tidewire.server.history;

import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.List;

/**
 * A contiguous part of a channel's history, oldest first.
 *
 * @param top the place behind the channel's newest message at the time of the read
 * @param continuity whether the page continues the place that was asked for
 * @param messages their offsets follow one another; empty when continuity is {@link
 *     Continuity#LOST}
 * @param more whether there is more in the direction of the read: newer messages than the page's
 *     last for {@link HistoryQuery.After} and {@link HistoryQuery.Last}, older ones than its first
 *     for {@link HistoryQuery.Before}
 */
public record HistoryPage(
    Position top, Continuity continuity, List<Message> messages, boolean more) {

  /** Whether a page begins right behind the place that was asked for. */
  public enum Continuity {
    /** It does; also said where no place was asked for. */
    KEPT,
    /**
     * The epoch is another, the history no longer reaches back, or the place lies in the future.
     */
    LOST
  }

  /** Copies the list. */
  public HistoryPage {
    messages = List.copyOf(messages);
  }

  /** The place behind the page's last message; without messages, behind the channel's newest. */
  public Position end() {
    return messages.isEmpty() ? top : new Position(top.epoch(), messages.getLast().offset());
  }
}
