package dev.tidewire.server.history;

import dev.tidewire.server.protocol.Position;

/** Which part of a channel's history to read. */
public sealed interface HistoryQuery {
  /** How much to bring. */
  PageLimits limits();

  /** What follows {@code position}, oldest first: the question of a resume. */
  record After(Position position, PageLimits limits) implements HistoryQuery {}

  /**
   * The newest {@code count} messages, read forward: when the page ends early, the older part is in
   * it and {@link After} goes on from there.
   *
   * @param count at least 0
   */
  record Last(int count, PageLimits limits) implements HistoryQuery {}

  /**
   * The newest messages below {@code offset}, read backward: when the page ends early, the newer
   * part is in it. It is still answered oldest first. {@code Long.MAX_VALUE} asks for the newest of
   * all.
   */
  record Before(long offset, PageLimits limits) implements HistoryQuery {}
}
