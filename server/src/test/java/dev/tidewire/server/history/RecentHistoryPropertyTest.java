package dev.tidewire.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever a node has heard and read of a store, what it answers from memory is what the store
 * would answer, but for messages that are still on their way.
 */
class RecentHistoryPropertyTest {
  private static final PageLimits WIDE = new PageLimits(100, 1 << 20);

  @Property
  void answersWhatTheStoreWouldAnswerOrNothing(
      @ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> steps,
      @ForAll @IntRange(min = 1, max = 12) int kept,
      @ForAll @IntRange(min = 1, max = 12) int remembered,
      @ForAll @IntRange(min = 200, max = 2000) int bytes) {
    Retention retention = new Retention(kept, Duration.ofDays(1), Duration.ZERO);
    RecentHistory recent = new RecentHistory(retention, new PageLimits(remembered, bytes));
    BoundedLog store = new BoundedLog("e0", 0);
    List<Message> onTheirWay = new ArrayList<>();
    int epochs = 0;
    for (int step : steps) {
      switch (step) {
        case 0, 1, 2 -> {
          Message message = new Message(store.top() + 1, Payload.of("12345"), null, 1);
          store.append(message, retention, 1);
          onTheirWay.add(message);
        }
        case 3, 4 -> {
          if (!onTheirWay.isEmpty()) {
            recent.append(store.epoch(), onTheirWay.removeFirst(), 1);
          }
        }
        case 5 -> recent.take(store.read(recent.refresh()), 1);
        case 6 -> recent.forgetHalf();
        default -> {
          // As a feed does it: it begins anew before it hands on anything of the new epoch.
          store = new BoundedLog("e" + ++epochs, 0);
          onTheirWay.clear();
          recent.begin(new Position(store.epoch(), 0));
        }
      }
      check(recent, store);
    }
  }

  private static void check(RecentHistory recent, BoundedLog store) {
    Position top = recent.top().orElse(new Position(store.epoch(), 0));
    assertThat(top.epoch()).isEqualTo(store.epoch());
    for (long offset = 0; offset <= store.top() + 1; offset++) {
      Position place = new Position(store.epoch(), offset);
      HistoryQuery after = new HistoryQuery.After(place, WIDE);
      recent.answer(after, 1).ifPresent(page -> same(page, store.read(after), top));
    }
    for (int count = 0; count <= 13; count++) {
      HistoryQuery last = new HistoryQuery.Last(count, WIDE);
      int asked = count;
      recent
          .answer(last, 1)
          .ifPresent(page -> {
            long first = Math.max(top.offset() - asked, store.top() - store.size()) + 1;
            // The store may have dropped meanwhile what this node still has.
            assertThat(page.messages()).hasSizeLessThanOrEqualTo(asked);
            assertThat(contiguous(page)).isTrue();
            assertThat(offsets(page)).endsWith(range(first, top.offset()).toArray(Long[]::new));
          });
    }
    assertThat(recent.answer(new HistoryQuery.Before(Long.MAX_VALUE, WIDE), 1)).isEmpty();
    HistoryQuery over = new HistoryQuery.After(new Position("over", 0), WIDE);
    assertThat(recent.answer(over, 1)).isEmpty();
  }

  private static void same(HistoryPage answered, HistoryPage stored, Position top) {
    assertThat(answered.top()).isEqualTo(top);
    if (stored.continuity() == Continuity.LOST) {
      // The store may have dropped meanwhile what this node still has: then it is not lost here.
      assertThat(answered.continuity() == Continuity.LOST || contiguous(answered)).isTrue();
      return;
    }
    assertThat(answered.continuity()).isEqualTo(Continuity.KEPT);
    assertThat(offsets(answered))
        .isEqualTo(offsets(stored).stream().filter(offset -> offset <= top.offset()).toList());
  }

  private static boolean contiguous(HistoryPage page) {
    return page.messages().isEmpty()
        || offsets(page)
            .equals(range(page.messages().getFirst().offset(), page.messages().getLast().offset()));
  }

  private static List<Long> offsets(HistoryPage page) {
    return page.messages().stream().map(Message::offset).toList();
  }

  private static List<Long> range(long first, long last) {
    List<Long> range = new ArrayList<>();
    for (long offset = first; offset <= last; offset++) {
      range.add(offset);
    }
    return range;
  }
}
