package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimingWheelTest {
  private static final long START = -7_777_777_777L;
  private static final long MILLI = 1_000_000;

  private final TimingWheel wheel = new TimingWheel(START);
  private final List<Entry> expired = new ArrayList<>();
  private long now = START;

  @Test
  void expiresNoEntryEarlyAndNoneMoreThanATickLate() {
    Random random = new Random(1);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      Entry entry = new Entry();
      entry.due = now + random.nextLong(200_000 * MILLI);
      wheel.schedule(entry, now, entry.due - now);
      entries.add(entry);
      pass(random.nextLong(20) * MILLI);
    }
    while (!wheel.isEmpty()) {
      pass(100 * MILLI);
    }
    assertThat(expired).hasSameElementsAs(entries).hasSize(2000);
    assertThat(expired).allSatisfy(e -> assertThat(e.at - e.due).isBetween(0L, 200 * MILLI));
  }

  @Test
  void expiresAllThatIsDueAfterAPauseOfManyTurns() {
    Entry soon = scheduled(300);
    Entry later = scheduled(90_000);
    Entry never = scheduled(10_000_000);
    pass(200_000 * MILLI);
    assertThat(expired).containsExactlyInAnyOrder(soon, later);
    assertThat(never.isScheduled()).isTrue();
  }

  @Test
  void keepsTimeAfterItWasEmptyForLong() {
    now += 1_000_000 * MILLI;
    Entry entry = scheduled(500);
    pass(400 * MILLI);
    assertThat(expired).isEmpty();
    pass(200 * MILLI);
    assertThat(expired).containsExactly(entry);
  }

  @Test
  void forgetsACancelledEntry() {
    Entry entry = scheduled(100);
    wheel.cancel(entry);
    wheel.cancel(entry);
    assertThat(wheel.isEmpty()).isTrue();
    pass(1000 * MILLI);
    assertThat(expired).isEmpty();
  }

  @Test
  void movesAnEntryThatIsScheduledAgain() {
    Entry entry = scheduled(100);
    wheel.schedule(entry, now, 900 * MILLI);
    pass(800 * MILLI);
    assertThat(expired).isEmpty();
    pass(300 * MILLI);
    assertThat(expired).containsExactly(entry);
    assertThat(wheel.isEmpty()).isTrue();
  }

  @Test
  void letsAnEntryCancelAnotherThatIsDueAsWell() {
    Entry first = scheduled(100);
    Entry second = scheduled(100);
    first.action = () -> wheel.cancel(second);
    pass(300 * MILLI);
    assertThat(expired).containsExactly(first);
    assertThat(wheel.isEmpty()).isTrue();
  }

  @Test
  void letsAnEntryScheduleItselfAgain() {
    Entry entry = scheduled(100);
    entry.action = () -> wheel.schedule(entry, now, 0);
    pass(100 * MILLI);
    assertThat(expired).hasSize(1);
    pass(100 * MILLI);
    assertThat(expired).hasSize(2);
  }

  private Entry scheduled(long millis) {
    Entry entry = new Entry();
    wheel.schedule(entry, now, millis * MILLI);
    return entry;
  }

  private void pass(long nanos) {
    now += nanos;
    wheel.advance(now, WheelEntry::expire);
  }

  private final class Entry extends WheelEntry {
    long due;
    long at;
    Runnable action = () -> {};

    @Override
    void expire() {
      at = now;
      expired.add(this);
      action.run();
    }
  }
}
