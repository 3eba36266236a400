package dev.tidewire.server.history;

import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of one channel in one epoch, bounded in number and age.
 *
 * <p>Offsets follow one another without a hole; the log drops from its old end only. A message is
 * one slot of a ring that grows and shrinks with what it holds. Not thread-safe: its owner guards
 * it. Times are milliseconds since 1970 and come from the caller.
 */
public final class BoundedLog {
  /** Estimate of the heap that a message takes beside its text. */
  private static final long MESSAGE_OVERHEAD = 112;

  private static final int SMALLEST_RING = 4;
  private static final @Nullable Message[] EMPTY = new Message[0];

  private final String epoch;
  private @Nullable Message[] ring = EMPTY;
  private int head;
  private int size;
  private long top;
  private long bytes;

  /**
   * An empty log that goes on behind {@code top}.
   *
   * @param top the offset of the last message that the epoch has had; 0 for a new epoch
   */
  public BoundedLog(String epoch, long top) {
    this.epoch = epoch;
    this.top = top;
  }

  /** The epoch of all offsets in here. */
  public String epoch() {
    return epoch;
  }

  /** The offset of the newest message there has been; it may be dropped already. */
  public long top() {
    return top;
  }

  /** How many messages are kept. */
  public int size() {
    return size;
  }

  /** An estimate of the heap that the messages take. */
  public long bytes() {
    return bytes;
  }

  /**
   * Adds a message and drops what the retention no longer covers.
   *
   * @throws IllegalArgumentException when its offset does not follow the newest one
   */
  public void append(Message message, Retention retention, long now) {
    if (message.offset() != top + 1) {
      throw new IllegalArgumentException(
          "Offset %d is next, not %d.".formatted(top + 1, message.offset()));
    }
    while (size >= retention.size() && size > 0) {
      dropOldest();
    }
    if (size == ring.length) {
      resize(Math.max(SMALLEST_RING, Math.min(size * 2, retention.size())));
    }
    ring[slot(size)] = message;
    size++;
    top = message.offset();
    bytes += weight(message);
    trim(retention, now);
  }

  /** Drops what the retention no longer covers. */
  public void trim(Retention retention, long now) {
    long oldest = now - retention.age().toMillis();
    while (size > 0 && (size > retention.size() || at(0).at() <= oldest)) {
      dropOldest();
    }
    if (ring.length > SMALLEST_RING && size < ring.length / 4) {
      resize(ring.length / 2);
    }
  }

  /**
   * Drops the oldest messages until at most {@code keep} are left.
   *
   * @param keep at least 0
   */
  public void keepNewest(int keep) {
    while (size > keep) {
      dropOldest();
    }
    resize(size);
  }

  /** Copies the messages, oldest first. */
  public List<Message> messages() {
    return range(0, size);
  }

  /** The same messages under another epoch; this log is not used any more. */
  public BoundedLog inEpoch(String otherEpoch) {
    BoundedLog other = new BoundedLog(otherEpoch, top);
    other.ring = ring;
    other.head = head;
    other.size = size;
    other.bytes = bytes;
    return other;
  }

  /** Answers a query from what is kept. Call {@link #trim} first when messages may have aged. */
  public HistoryPage read(HistoryQuery query) {
    return switch (query) {
      case HistoryQuery.After(Position position, PageLimits limits) -> after(position, limits);
      case HistoryQuery.Last(int count, PageLimits limits) ->
          forward(size - Math.min(size, count), limits);
      case HistoryQuery.Before(long offset, PageLimits limits) -> before(offset, limits);
    };
  }

  private HistoryPage after(Position position, PageLimits limits) {
    long first = top - size + 1;
    boolean reaches = position.offset() >= first - 1 && position.offset() <= top;
    if (!position.epoch().equals(epoch) || !reaches) {
      return new HistoryPage(topPosition(), Continuity.LOST, List.of(), false);
    }
    return forward((int) (position.offset() + 1 - first), limits);
  }

  private HistoryPage forward(int from, PageLimits limits) {
    int to = from;
    long pageBytes = 0;
    while (to < size && to - from < limits.messages()) {
      pageBytes += at(to).data().length();
      if (pageBytes > limits.bytes() && to > from) {
        break;
      }
      to++;
    }
    return new HistoryPage(topPosition(), Continuity.KEPT, range(from, to), to < size && to > from);
  }

  private HistoryPage before(long offset, PageLimits limits) {
    long first = top - size + 1;
    int to = (int) Math.clamp(Math.max(offset, 0) - first, 0L, size);
    int from = to;
    long pageBytes = 0;
    while (from > 0 && to - from < limits.messages()) {
      pageBytes += at(from - 1).data().length();
      if (pageBytes > limits.bytes() && from < to) {
        break;
      }
      from--;
    }
    return new HistoryPage(topPosition(), Continuity.KEPT, range(from, to), from > 0);
  }

  private Position topPosition() {
    return new Position(epoch, top);
  }

  private List<Message> range(int from, int to) {
    if (from == to) {
      return List.of();
    }
    List<Message> messages = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      messages.add(at(i));
    }
    return Collections.unmodifiableList(messages);
  }

  private void dropOldest() {
    bytes -= weight(at(0));
    ring[head] = null;
    head = slot(1);
    size--;
  }

  private void resize(int capacity) {
    @Nullable Message[] next = capacity == 0 ? EMPTY : new Message[capacity];
    int untilEnd = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, next, 0, untilEnd);
    System.arraycopy(ring, 0, next, untilEnd, size - untilEnd);
    ring = next;
    head = 0;
  }

  private Message at(int index) {
    Message message = ring[slot(index)];
    if (message == null) {
      throw new IllegalStateException(
          "Slot %d of %d is empty in a log of %d.".formatted(index, ring.length, size));
    }
    return message;
  }

  private int slot(int index) {
    int slot = head + index;
    return slot < ring.length ? slot : slot - ring.length;
  }

  private static long weight(Message message) {
    int user = message.user() == null ? 0 : message.user().value().length();
    return MESSAGE_OVERHEAD + message.data().length() + user;
  }
}
