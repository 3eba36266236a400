package dev.tidewire.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BoundedLogTest {
  private static final PageLimits WIDE = new PageLimits(1000, 1 << 20);

  /** What a bounded log is, without a thought for speed. */
  private static final class Model {
    final List<Message> kept = new ArrayList<>();
    long top;

    void append(Message message, Retention retention, long now) {
      kept.add(message);
      top = message.offset();
      trim(retention, now);
    }

    void trim(Retention retention, long now) {
      while (!kept.isEmpty()
          && (kept.size() > retention.size()
              || kept.getFirst().at() + retention.age().toMillis() <= now)) {
        kept.removeFirst();
      }
    }

    HistoryPage page(List<Message> candidates, PageLimits limits, boolean fromNewest) {
      List<Message> ordered = fromNewest ? candidates.reversed() : candidates;
      List<Message> taken = new ArrayList<>();
      int bytes = 0;
      for (Message message : ordered) {
        bytes += message.data().length();
        if (taken.size() == limits.messages() || (bytes > limits.bytes() && !taken.isEmpty())) {
          break;
        }
        taken.add(message);
      }
      boolean more = taken.size() < candidates.size();
      if (fromNewest) {
        Collections.reverse(taken);
      }
      return new HistoryPage(new Position("e", top), Continuity.KEPT, taken, more);
    }

    HistoryPage after(long offset, PageLimits limits) {
      long first = top - kept.size() + 1;
      if (offset > top || offset < first - 1) {
        return new HistoryPage(new Position("e", top), Continuity.LOST, List.of(), false);
      }
      return page(kept.stream().filter(m -> m.offset() > offset).toList(), limits, false);
    }

    HistoryPage last(int count, PageLimits limits) {
      return page(kept.subList(Math.max(0, kept.size() - count), kept.size()), limits, false);
    }

    HistoryPage before(long offset, PageLimits limits) {
      return page(kept.stream().filter(m -> m.offset() < offset).toList(), limits, true);
    }
  }

  @Property
  void answersLikeANaiveList(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 9) Integer> script,
      @ForAll @IntRange(min = 1, max = 9) int keep,
      @ForAll @IntRange(min = 1, max = 12) int pageMessages,
      @ForAll @IntRange(min = 1, max = 60) int pageBytes) {
    BoundedLog log = new BoundedLog("e", 0);
    Model model = new Model();
    PageLimits limits = new PageLimits(pageMessages, pageBytes);
    long now = 1_000;
    for (int action : script) {
      Retention retention = new Retention(keep + action % 3, Duration.ofMillis(20), Duration.ZERO);
      if (action == 0) {
        now += 7;
        log.trim(retention, now);
        model.trim(retention, now);
      } else {
        now += action % 4;
        Message message = message(log.top() + 1, "1".repeat(action * 3), now);
        log.append(message, retention, now);
        model.append(message, retention, now);
      }
      assertThat(log.messages()).isEqualTo(model.kept);
      assertThat(log.size()).isEqualTo(model.kept.size());
      for (long offset = 0; offset <= model.top + 2; offset++) {
        assertThat(log.read(new HistoryQuery.After(new Position("e", offset), limits)))
            .isEqualTo(model.after(offset, limits));
        assertThat(log.read(new HistoryQuery.Before(offset, limits)))
            .isEqualTo(model.before(offset, limits));
        assertThat(log.read(new HistoryQuery.Last((int) offset, limits)))
            .isEqualTo(model.last((int) offset, limits));
      }
    }
  }

  @Test
  void answersTheNewestOfAllBelowTheLargestOffset() {
    BoundedLog log = filled(5);

    HistoryPage page =
        log.read(new HistoryQuery.Before(Long.MAX_VALUE, new PageLimits(2, 1 << 20)));

    assertThat(page.messages()).extracting(Message::offset).containsExactly(4L, 5L);
    assertThat(page.more()).isTrue();
  }

  @Test
  void losesAPlaceOfAnotherEpoch() {
    HistoryPage page = filled(5).read(new HistoryQuery.After(new Position("other", 5), WIDE));

    assertThat(page.continuity()).isEqualTo(Continuity.LOST);
    assertThat(page.messages()).isEmpty();
    assertThat(page.end()).isEqualTo(new Position("e", 5));
  }

  @Test
  void keepsThePlaceBehindTheNewestMessageWhenAllAreDropped() {
    BoundedLog log = filled(5);
    log.keepNewest(0);

    assertThat(log.read(new HistoryQuery.After(new Position("e", 5), WIDE)).continuity())
        .isEqualTo(Continuity.KEPT);
    assertThat(log.read(new HistoryQuery.After(new Position("e", 4), WIDE)).continuity())
        .isEqualTo(Continuity.LOST);
    assertThat(log.bytes()).isZero();
  }

  @Test
  void goesOnBehindTheTopItWasGiven() {
    BoundedLog log = new BoundedLog("e", 41);
    log.append(message(42, "1", 0), new Retention(3, Duration.ofSeconds(1), Duration.ZERO), 0);

    assertThat(log.read(new HistoryQuery.After(new Position("e", 41), WIDE)).messages())
        .extracting(Message::offset)
        .containsExactly(42L);
  }

  @Test
  void refusesAMessageThatDoesNotFollow() {
    BoundedLog log = filled(5);

    assertThatThrownBy(() ->
            log.append(
                message(7, "1", 0), new Retention(9, Duration.ofSeconds(1), Duration.ZERO), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Offset 6 is next, not 7.");
  }

  private static BoundedLog filled(int messages) {
    BoundedLog log = new BoundedLog("e", 0);
    Retention retention = new Retention(100, Duration.ofSeconds(1), Duration.ZERO);
    for (int i = 1; i <= messages; i++) {
      log.append(message(i, "1", 0), retention, 0);
    }
    return log;
  }

  private static Message message(long offset, String json, long at) {
    return new Message(offset, Payload.of(json), null, at);
  }
}
