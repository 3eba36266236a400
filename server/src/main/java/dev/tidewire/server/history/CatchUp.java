package dev.tidewire.server.history;

import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.Step.Next;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way from where it stopped to the live messages of a channel, without a hole and
 * without a message twice. Pure, and confined to the subscriber's loop.
 *
 * <p>It stands at a position. While it <em>reads</em>, live messages wait in a bounded backlog and
 * pages of history move it forward; when the two meet, it is <em>live</em> and passes the message
 * whose offset is next. A live message that does not follow (a skipped offset, another epoch) makes
 * it read again. So a hole never passes, and only a page says that something is lost: live messages
 * of an epoch that is over may still be on their way when the next epoch is known already.
 *
 * <p>It relies on two promises of the store: a message that was reported is seen by every later
 * read, and an epoch that is over does not come back. The owner first begins to pass live messages,
 * then begins the first read.
 */
public final class CatchUp {
  private final PageLimits backlogLimits;
  private @Nullable String epoch;
  private long offset;

  /** Null while live, so that an idle subscriber costs this object alone. */
  private @Nullable Backlog backlog;

  private CatchUp(PageLimits backlogLimits, @Nullable Backlog backlog) {
    this.backlogLimits = backlogLimits;
    this.backlog = backlog;
  }

  /**
   * A subscriber that resumes: its owner reads {@link HistoryQuery.After} {@code since}.
   *
   * @param backlogLimits how much may wait while it reads
   */
  public static CatchUp after(Position since, PageLimits backlogLimits) {
    CatchUp catchUp = new CatchUp(backlogLimits, new Backlog());
    catchUp.stand(since.epoch(), since.offset());
    return catchUp;
  }

  /** A subscriber that begins: its owner reads {@link HistoryQuery.Last}. */
  public static CatchUp fresh(PageLimits backlogLimits) {
    return new CatchUp(backlogLimits, new Backlog());
  }

  /** A subscriber of a channel without history: every message passes. */
  public static CatchUp plain() {
    return new CatchUp(new PageLimits(1, 1), null);
  }

  /** Where the subscriber stands; null before the first page, and in a channel without history. */
  public @Nullable Position position() {
    return epoch == null ? null : new Position(epoch, offset);
  }

  /** Whether the subscriber has all there is. */
  public boolean isLive() {
    return backlog == null;
  }

  /**
   * The fast path of a live message: when the subscriber is live and this one is next, moves on and
   * answers true, and the caller sends it. Otherwise nothing has happened, and the caller hands the
   * message to {@link #live}. Allocates nothing.
   *
   * @param epoch of the message; empty in a channel without history
   * @param offset of the message; 0 in a channel without history, which is always accepted
   */
  public boolean accepts(String epoch, long offset) {
    if (offset == 0 || isPlain()) {
      return true;
    }
    if (backlog != null || offset != this.offset + 1 || !epoch.equals(this.epoch)) {
      return false;
    }
    this.offset = offset;
    return true;
  }

  /** Takes a live message. */
  public Step live(String epoch, Message message) {
    if (accepts(epoch, message.offset())) {
      return new Step(List.of(message), Step.LIVE.next());
    }
    if (backlog != null) {
      backlog.add(epoch, message, backlogLimits);
      return Step.WAIT;
    }
    if (epoch.equals(this.epoch) && message.offset() <= offset) {
      return Step.LIVE;
    }
    backlog = new Backlog();
    backlog.add(epoch, message, backlogLimits);
    return read(backlog, List.of());
  }

  /** Learns where the channel stands: reads on when this subscriber does not stand there. */
  public Step compare(Position top) {
    if (top.epoch().equals(epoch) && top.offset() <= offset) {
      return backlog == null ? Step.LIVE : Step.WAIT;
    }
    return doubt();
  }

  /** Live messages may have been missed: reads on. Nothing changes while it reads already. */
  public Step doubt() {
    if (backlog != null) {
      return Step.WAIT;
    }
    if (isPlain()) {
      return Step.LIVE;
    }
    backlog = new Backlog();
    return read(backlog, List.of());
  }

  /**
   * Takes the page that was asked for. It may begin earlier than asked, so that subscribers can
   * share one.
   *
   * @throws IllegalStateException when none was asked for
   * @throws IllegalArgumentException when it claims continuity and skips an offset
   */
  public Step page(HistoryPage page) {
    Backlog waiting = reading();
    String pageEpoch = page.top().epoch();
    waiting.dropOutdated(pageEpoch);
    if (page.continuity() == Continuity.KEPT && (epoch == null || pageEpoch.equals(epoch))) {
      List<Message> deliver = take(page);
      return page.more() ? more(waiting, deliver) : merge(waiting, deliver);
    }
    return lost(waiting, page.top());
  }

  /**
   * Goes on after the subscriber was told of a loss.
   *
   * @throws IllegalStateException when it is live
   */
  public Step proceed() {
    return merge(reading(), new ArrayList<>());
  }

  private List<Message> take(HistoryPage page) {
    List<Message> messages = page.messages();
    if (epoch == null) {
      stand(page.top().epoch(), messages.isEmpty() ? page.top().offset() : before(messages));
    }
    List<Message> deliver = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (message.offset() > offset + 1) {
        throw new IllegalArgumentException(
            "A page goes on at offset %d behind %d.".formatted(message.offset(), offset));
      }
      if (message.offset() == offset + 1) {
        offset++;
        deliver.add(message);
      }
    }
    return deliver;
  }

  /** Follows a page that is not the last one: the backlog may already reach behind it. */
  private Step more(Backlog waiting, List<Message> deliver) {
    drain(waiting, deliver);
    return read(waiting, deliver);
  }

  /** Follows the last page: live when the backlog leaves nothing open. */
  private Step merge(Backlog waiting, List<Message> deliver) {
    drain(waiting, deliver);
    if (!waiting.isEmpty()) {
      return read(waiting, deliver);
    }
    backlog = null;
    return new Step(deliver, Step.LIVE.next());
  }

  private void drain(Backlog waiting, List<Message> deliver) {
    String current = known();
    for (Message next = waiting.takeBehind(current, offset);
        next != null;
        next = waiting.takeBehind(current, offset)) {
      offset++;
      deliver.add(next);
    }
  }

  private Step read(Backlog waiting, List<Message> deliver) {
    waiting.readBegins();
    return new Step(deliver, new Next.Read(new Position(known(), offset)));
  }

  /**
   * Follows a page that does not continue this position. What the backlog holds of the page's epoch
   * is not lost: the new position is as early as the backlog allows.
   */
  private Step lost(Backlog waiting, Position top) {
    boolean sameEpoch = top.epoch().equals(epoch) && offset <= top.offset();
    long first = waiting.firstUpTo(top.epoch(), sameEpoch ? offset : 0, top.offset());
    if (sameEpoch && first == offset + 1) {
      return merge(waiting, new ArrayList<>());
    }
    long at = first - 1;
    stand(top.epoch(), at);
    return new Step(List.of(), new Next.Lost(new Position(top.epoch(), at)));
  }

  private void stand(String epoch, long offset) {
    this.epoch = epoch;
    this.offset = offset;
  }

  private boolean isPlain() {
    return epoch == null && backlog == null;
  }

  private Backlog reading() {
    if (backlog == null) {
      throw new IllegalStateException("The subscriber is live; no page was asked for.");
    }
    return backlog;
  }

  private String known() {
    if (epoch == null) {
      throw new IllegalStateException("The first page has not come.");
    }
    return epoch;
  }

  private static long before(List<Message> messages) {
    return messages.getFirst().offset() - 1;
  }
}
