package dev.tidewire.server.history;

import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of a channel's history as far as a node knows it, to answer subscribers without
 * asking the store. Pure; its owner guards it. Times are milliseconds since 1970.
 *
 * <p>It knows where its own knowledge ends: what it cannot answer for certain it does not answer.
 * An answer may be older than the store by the messages that are on their way to this node, so it
 * is for subscribers, who get those messages too.
 */
public final class RecentHistory {
  private final Retention retention;
  private final PageLimits limits;
  private @Nullable BoundedLog log;

  /** Whether the store keeps nothing that is older than what is in the log. */
  private boolean complete;

  /**
   * Knows nothing yet.
   *
   * @param retention the channel's
   * @param limits how much is remembered
   */
  public RecentHistory(Retention retention, PageLimits limits) {
    this.retention =
        new Retention(
            Math.min(retention.size(), limits.messages()),
            retention.age(),
            retention.idempotency());
    this.limits = limits;
  }

  /** Knows where the channel stands from now on, and none of its messages. */
  public void begin(Position at) {
    log = new BoundedLog(at.epoch(), at.offset());
    complete = false;
  }

  /** An estimate of the heap that it takes. */
  public long bytes() {
    return log == null ? 0 : log.bytes();
  }

  /** What to ask the store for, to know the newest part again. */
  public HistoryQuery refresh() {
    return new HistoryQuery.Before(
        Long.MAX_VALUE, new PageLimits(Math.max(1, retention.size()), limits.bytes()));
  }

  /** Takes the answer to {@link #refresh}. One that is older than what is known changes nothing. */
  public void take(HistoryPage page, long now) {
    BoundedLog known = log;
    boolean sameEpoch = known != null && known.epoch().equals(page.top().epoch());
    if (known != null && sameEpoch && known.top() > page.top().offset()) {
      return;
    }
    long base = page.top().offset() - page.messages().size();
    BoundedLog next = new BoundedLog(page.top().epoch(), base);
    page.messages().forEach(message -> next.append(message, retention, now));
    log = next;
    complete = !page.more();
    shrink();
  }

  /** Takes the next message of the channel. One that does not follow makes it forget the rest. */
  public void append(String epoch, Message message, long now) {
    BoundedLog known = log;
    if (known != null && known.epoch().equals(epoch) && message.offset() <= known.top()) {
      return;
    }
    if (known == null || !known.epoch().equals(epoch) || message.offset() != known.top() + 1) {
      known = new BoundedLog(epoch, message.offset() - 1);
      log = known;
      complete = false;
    }
    complete &= known.size() < retention.size() || retention.size() < limits.messages();
    known.append(message, retention, now);
    shrink();
  }

  /** Where the channel stands, as far as is known. */
  public Optional<Position> top() {
    return Optional.ofNullable(log).map(known -> new Position(known.epoch(), known.top()));
  }

  /** Answers a query, if what is known is enough for that. */
  public Optional<HistoryPage> answer(HistoryQuery query, long now) {
    BoundedLog known = log;
    if (known == null) {
      return Optional.empty();
    }
    known.trim(retention, now);
    boolean knows =
        switch (query) {
          case HistoryQuery.After(Position position, PageLimits _) ->
              position.epoch().equals(known.epoch())
                  && position.offset() <= known.top()
                  && (complete || position.offset() >= known.top() - known.size());
          case HistoryQuery.Last last -> complete || last.count() <= known.size();
          case HistoryQuery.Before _ -> false;
        };
    return knows ? Optional.of(known.read(query)) : Optional.empty();
  }

  /**
   * What a subscriber is answered whose epoch the store has just said not to be the channel's.
   *
   * @throws IllegalStateException when nothing is known
   */
  public HistoryPage lost() {
    return new HistoryPage(top().orElseThrow(), Continuity.LOST, List.of(), false);
  }

  /** Forgets the older half of the messages. */
  public void forgetHalf() {
    if (log != null) {
      complete &= log.size() == 0;
      log.keepNewest(log.size() / 2);
    }
  }

  private void shrink() {
    while (log != null && log.bytes() > limits.bytes() && log.size() > 0) {
      forgetHalf();
    }
  }
}
