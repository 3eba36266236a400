package dev.tidewire.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.history.Step.Next;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Every interleaving of a store, its reports (of which some vanish), its pages and one subscriber.
 */
class CatchUpPropertyTest {
  private static final int KEPT = 12;
  private static final Retention RETENTION = new Retention(KEPT, Duration.ofDays(1), Duration.ZERO);

  private record Report(String epoch, Message message) {}

  /** A store, the two ways from it to the subscriber, and a check of all that arrives. */
  private static final class World {
    private final ArrayDeque<Report> reports = new ArrayDeque<>();
    private final PageLimits pageLimits;
    private final CatchUp subscriber;
    private BoundedLog log = new BoundedLog("e0", 0);
    private @Nullable HistoryQuery asked;
    private @Nullable HistoryPage page;
    private @Nullable Position stands;
    private int epochs;
    private int losses;
    private int damages;
    private int reads;

    World(PageLimits pageLimits, PageLimits backlogLimits, int published, long since) {
      this.pageLimits = pageLimits;
      for (int i = 0; i < published; i++) {
        publish();
      }
      reports.clear();
      damages = 0;
      if (since < 0) {
        subscriber = CatchUp.fresh(backlogLimits);
        asked = new HistoryQuery.Last(3, pageLimits);
      } else {
        stands = new Position("e0", since);
        subscriber = CatchUp.after(stands, backlogLimits);
        asked = new HistoryQuery.After(stands, pageLimits);
        damages = since > log.top() || since < log.top() - log.size() ? 1 : 0;
      }
    }

    void publish() {
      if (log.size() == RETENTION.size()) {
        damages++;
      }
      Message message = new Message(log.top() + 1, Payload.of("1234"), null, 0);
      log.append(message, RETENTION, 0);
      reports.add(new Report(log.epoch(), message));
    }

    void trim() {
      damages += log.size() > 1 ? 1 : 0;
      log.keepNewest(1);
    }

    void newEpoch() {
      damages++;
      epochs++;
      log = new BoundedLog("e" + epochs, 0);
    }

    void report() {
      Report report = reports.poll();
      if (report == null) {
        return;
      }
      if (subscriber.accepts(report.epoch(), report.message().offset())) {
        received(report.message());
      } else {
        take(subscriber.live(report.epoch(), report.message()));
      }
    }

    void loseReport() {
      reports.poll();
    }

    void read() {
      if (asked != null) {
        reads++;
        page = log.read(asked);
        asked = null;
      }
    }

    void page() {
      if (page != null) {
        HistoryPage arrived = page;
        page = null;
        if (stands == null) {
          Position end = arrived.end();
          stands = new Position(end.epoch(), end.offset() - arrived.messages().size());
        }
        take(subscriber.page(arrived));
      }
    }

    private void take(Step step) {
      step.deliver().forEach(this::received);
      switch (step.next()) {
        case Next.Read(Position after) -> {
          assertThat(after).isEqualTo(stands);
          assertThat(asked).as("one read at a time").isNull();
          assertThat(page).as("one read at a time").isNull();
          asked = new HistoryQuery.After(after, pageLimits);
        }
        case Next.Lost(Position at) -> {
          lost(at);
          take(subscriber.proceed());
        }
        case Next.Live() -> assertThat(subscriber.isLive()).isTrue();
        case Next.Wait() -> assertThat(subscriber.isLive()).isFalse();
      }
    }

    private void received(Message message) {
      Position before = at();
      assertThat(message.offset())
          .as("the offset behind %s", before)
          .isEqualTo(before.offset() + 1);
      stands = new Position(before.epoch(), message.offset());
    }

    private void lost(Position at) {
      losses++;
      Position before = at();
      if (before.epoch().equals(at.epoch()) && before.offset() < at.offset()) {
        assertThat(before.offset() + 1)
            .as("the history still holds what follows %s", before)
            .isLessThanOrEqualTo(
                log.epoch().equals(at.epoch()) ? log.top() - log.size() : at.offset());
      }
      stands = at;
    }

    private Position at() {
      if (stands == null) {
        throw new AssertionError("Something was delivered before the first page.");
      }
      return stands;
    }

    /** One last message, by which a new epoch shows; then everything arrives. */
    void quiesce() {
      publish();
      int rounds = 0;
      while (asked != null || page != null || !reports.isEmpty()) {
        read();
        report();
        page();
        assertThat(rounds++).as("rounds until quiet").isLessThan(2_000);
      }
      assertThat(subscriber.isLive()).isTrue();
      assertThat(stands).isEqualTo(new Position(log.epoch(), log.top()));
      assertThat(subscriber.position()).isEqualTo(stands);
      assertThat(losses).as("losses told").isLessThanOrEqualTo(damages);
    }
  }

  @Property(tries = 4_000)
  void everyOffsetComesOnceInOrderOrItsLossIsTold(
      @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 39) Integer> script,
      @ForAll @IntRange(min = 1, max = 5) int pageMessages,
      @ForAll @IntRange(min = 1, max = 6) int backlog,
      @ForAll @IntRange(min = 0, max = 20) int published,
      @ForAll @IntRange(min = -1, max = 22) int since) {
    World world =
        new World(
            new PageLimits(pageMessages, 10),
            new PageLimits(backlog, backlog > 4 ? 9 : 1000),
            published,
            since);
    for (int action : script) {
      switch (action) {
        case 0 -> world.newEpoch();
        case 1 -> world.trim();
        case 2 -> world.loseReport();
        default -> {
          switch (action % 4) {
            case 0 -> world.publish();
            case 1 -> world.report();
            case 2 -> world.read();
            default -> world.page();
          }
        }
      }
    }
    world.quiesce();
  }

  /** With the message that quiescing adds, the store keeps all of them. */
  @Property(tries = 2_000)
  void tellsNoLossWhenNothingIsMissing(
      @ForAll @Size(max = KEPT - 1) List<@IntRange(min = 0, max = 7) Integer> publishes,
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 4) Integer> script,
      @ForAll @IntRange(min = 1, max = 3) int backlog) {
    World world = new World(new PageLimits(2, 1000), new PageLimits(backlog, 1000), 0, 0);
    int left = publishes.size();
    for (int action : script) {
      if (left > 0) {
        world.publish();
        left--;
      }
      switch (action) {
        case 1 -> world.report();
        case 2 -> world.read();
        case 4 -> world.loseReport();
        default -> world.page();
      }
    }
    world.quiesce();
    assertThat(world.losses).isZero();
    assertThat(world.reads).isPositive();
  }
}
