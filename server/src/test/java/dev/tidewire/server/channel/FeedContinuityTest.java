package dev.tidewire.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.hub.Audience;
import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.hub.Subscriber;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.presence.memory.MemoryPresence;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The hop between a store outside this process and the loops: what is missed is brought or told.
 */
class FeedContinuityTest {
  private static final ChannelName ROOM = new ChannelName("chat:1");
  private static final PageLimits WIDE = new PageLimits(100, 1 << 20);
  private static final Duration LINGER = Duration.ofSeconds(30);
  private static final Duration AUDIT = Duration.ofMinutes(1);

  private long now;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final Metrics metrics = new Metrics();
  private final HubMetrics hubMetrics = new HubMetrics(metrics);
  private final ManualBroker broker = new ManualBroker();
  private final Feeds feeds =
      new Feeds(
          new Resumes.Services(
              broker, new RecentBudget(1 << 20), clock, new ChannelMetrics(metrics)),
          new MemoryPresence(),
          new FeedOptions(LINGER, Optional.of(new PageLimits(8, 1 << 20)), 1 << 20, AUDIT));
  private final Listener listener = new Listener();

  private final class Listener extends Subscriber {
    private final Hub hub = new Hub(Runnable::run, Runnable::run, hubMetrics);
    private final List<String> heard = new ArrayList<>();

    Listener() {
      hub.add(ROOM, this);
    }

    @Override
    protected void deliver(Delivery.OfMessage delivery, Audience audience) {
      heard.add(delivery.epoch() + delivery.message().offset());
    }

    @Override
    protected void deliver(Delivery.OfPresence delivery, Audience audience) {}

    @Override
    protected void deliver(Delivery.Checkpoint checkpoint) {
      heard.add("at " + checkpoint.top().epoch() + checkpoint.top().offset());
    }
  }

  @BeforeEach
  void listen() {
    attach();
    broker.takeReads();
  }

  @Test
  void passesOnWhatFollows() {
    broker.store(ROOM);
    broker.store(ROOM);

    assertThat(listener.heard).containsExactly("e1", "e2");
    assertThat(broker.takeReads()).isEmpty();
  }

  @Test
  void readsWhatIsMissingBeforeAMessage() {
    broker.store(ROOM);
    broker.storeSilently();
    broker.storeSilently();
    broker.store(ROOM);

    assertThat(listener.heard).containsExactly("e1", "e2", "e3", "e4");
    assertThat(broker.takeReads()).hasSize(1);
  }

  @Test
  void dropsAMessageThatComesTwice() {
    broker.store(ROOM);
    broker.report(ROOM, message(1));

    assertThat(listener.heard).containsExactly("e1");
  }

  @Test
  void readsWhatWasMissedWhileItWasInterrupted() {
    broker.storeSilently();
    broker.storeSilently();
    interrupt();

    assertThat(listener.heard).containsExactly("e1", "e2");
  }

  @Test
  void readsOnceMoreWhenItIsInterruptedWhileItReads() {
    broker.holdReads();
    broker.storeSilently();
    interrupt();
    broker.answer(); // this read may have been done before the second interruption ended
    assertThat(listener.heard).containsExactly("e1");

    broker.storeSilently();
    interrupt();
    broker.storeSilently();
    interrupt();
    broker.answer();
    broker.answer();

    assertThat(listener.heard).containsExactly("e1", "e2", "e3");
  }

  @Test
  void keepsTheOrderOfWhatComesWhileItReads() {
    broker.holdReads();
    broker.storeSilently();
    interrupt();
    broker.store(ROOM);
    assertThat(listener.heard).isEmpty();

    broker.answer();

    assertThat(listener.heard).containsExactly("e1", "e2");
  }

  @Test
  void readsAgainAfterAReadThatFailed() {
    broker.holdReads();
    broker.storeSilently();
    interrupt();
    broker.fail();
    assertThat(listener.heard).isEmpty();

    feeds.tend();
    broker.answer();

    assertThat(listener.heard).containsExactly("e1");
  }

  @Test
  void tellsTheLoopsWhereTheChannelStandsWhenTheHistoryIsGone() {
    broker.store(ROOM);
    broker.forget("f");
    interrupt();
    broker.store(ROOM);

    assertThat(listener.heard).containsExactly("e1", "at f0", "f1");
    assertThat(metrics.scrape()).contains("tidewire_feed_losses_total 1.0");
  }

  @Test
  void tellsItWhenTheHistoryNoLongerReachesBack() {
    broker.store(ROOM);
    for (int i = 0; i < 3; i++) {
      broker.storeSilently();
    }
    broker.keepNewest(1);
    broker.store(ROOM);

    assertThat(listener.heard.getFirst()).isEqualTo("e1");
    assertThat(listener.heard).contains("at e4").doesNotContain("e2", "e3", "e4").endsWith("e5");
  }

  @Test
  void asksNowAndThenWhetherAQuietChannelHasMissedItsLastMessage() {
    broker.storeSilently();
    now += AUDIT.toMillis() - 1;
    feeds.tend();
    assertThat(broker.takeReads()).isEmpty();

    now += 1;
    feeds.tend();

    assertThat(broker.takeReads()).hasSize(1);
    assertThat(listener.heard).containsExactly("e1");
    feeds.tend();
    assertThat(broker.takeReads()).isEmpty();
  }

  @Test
  void answersAResumeFromMemory() {
    for (int i = 0; i < 5; i++) {
      broker.store(ROOM);
    }

    HistoryPage page = read(after("e", 2));

    assertThat(offsets(page)).containsExactly(3L, 4L, 5L);
    assertThat(offsets(read(new HistoryQuery.Last(2, WIDE)))).containsExactly(4L, 5L);
    assertThat(broker.takeReads()).isEmpty();
  }

  @Test
  void asksOnceForACrowdThatResumesFromBeforeItsMemory() {
    broker.forget("f");
    for (int i = 0; i < 6; i++) {
      broker.storeSilently();
    }
    interrupt();
    broker.takeReads();
    broker.holdReads();
    List<CompletionStage<HistoryPage>> crowd = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      crowd.add(feeds.read(ROOM, after("f", i % 6), FeedsTest.CHAT));
    }

    while (crowd.stream().anyMatch(one -> !one.toCompletableFuture().isDone())) {
      broker.answer();
    }

    assertThat(broker.takeReads()).hasSizeLessThanOrEqualTo(2);
    for (int i = 0; i < 1000; i++) {
      HistoryPage page = crowd.get(i).toCompletableFuture().join();
      assertThat(page.continuity()).isEqualTo(Continuity.KEPT);
      assertThat(page.messages()).hasSize(6 - i % 6);
    }
  }

  @Test
  void asksOnceForACrowdWhoseEpochIsOver() {
    broker.holdReads();
    List<CompletionStage<HistoryPage>> crowd = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      crowd.add(feeds.read(ROOM, after("old", i), FeedsTest.CHAT));
    }

    while (crowd.stream().anyMatch(one -> !one.toCompletableFuture().isDone())) {
      broker.answer();
    }

    assertThat(broker.takeReads()).hasSizeLessThanOrEqualTo(2);
    assertThat(crowd)
        .allSatisfy(one ->
            assertThat(one.toCompletableFuture().join().continuity()).isEqualTo(Continuity.LOST));
  }

  @Test
  void answersNobodyFromAnEpochThatIsOver() {
    broker.store(ROOM);
    broker.store(ROOM);
    broker.forget("f");
    interrupt();

    HistoryPage page = read(after("e", 1));

    assertThat(page.continuity()).isEqualTo(Continuity.LOST);
    assertThat(page.top()).isEqualTo(new Position("f", 0));
  }

  @Test
  void asksTheStoreForAPlaceThatItHasNotHeardOf() {
    broker.store(ROOM);
    broker.storeSilently();

    HistoryPage page = read(after("e", 2));

    assertThat(page.continuity()).isEqualTo(Continuity.KEPT);
    assertThat(page.top()).isEqualTo(new Position("e", 2));
    assertThat(broker.takeReads()).isNotEmpty();
  }

  @Test
  void failsWhoWaitsForAReadThatFails() {
    broker.holdReads();
    CompletionStage<HistoryPage> one = feeds.read(ROOM, after("old", 1), FeedsTest.CHAT);
    broker.fail();

    assertThat(one.toCompletableFuture()).isCompletedExceptionally();
    CompletionStage<HistoryPage> next = feeds.read(ROOM, after("old", 1), FeedsTest.CHAT);
    broker.answer();
    assertThat(next.toCompletableFuture()).isCompleted();
  }

  @Test
  void forgetsWhatIsBeyondItsBounds() {
    for (int i = 0; i < 10; i++) {
      broker.store(ROOM);
    }
    broker.takeReads();

    assertThat(offsets(read(after("e", 2)))).startsWith(3L).hasSize(8);
    assertThat(broker.takeReads()).isEmpty();
    read(after("e", 1));
    assertThat(broker.takeReads()).isNotEmpty();
  }

  @Test
  void listensOnForAWhileAfterTheLastSubscriberHasLeft() {
    now = 1000;
    feeds.detach(listener.hub, ROOM);
    now += LINGER.toMillis() - 1;
    feeds.tend();
    assertThat(broker.listener(ROOM)).isNotNull();
    broker.store(ROOM);
    assertThat(listener.heard).isEmpty();

    attach();
    now += LINGER.toMillis();
    feeds.tend();
    broker.store(ROOM);
    assertThat(listener.heard).containsExactly("e2");
    assertThat(broker.subscribes()).hasSize(1);

    feeds.detach(listener.hub, ROOM);
    now += LINGER.toMillis();
    feeds.tend();
    assertThat(broker.listener(ROOM)).isNull();
  }

  private void attach() {
    CompletableFuture<Void> attached =
        feeds.attach(listener.hub, ROOM, FeedsTest.CHAT).toCompletableFuture();
    broker.subscribes().getLast().complete(null);
    assertThat(attached).isCompleted();
  }

  private void interrupt() {
    BrokerListener feed = broker.listener(ROOM);
    assertThat(feed).isNotNull();
    if (feed != null) {
      feed.interrupted();
    }
  }

  private HistoryPage read(HistoryQuery query) {
    return feeds.read(ROOM, query, FeedsTest.CHAT).toCompletableFuture().join();
  }

  private static HistoryQuery after(String epoch, long offset) {
    return new HistoryQuery.After(new Position(epoch, offset), WIDE);
  }

  private static Message message(long offset) {
    return new Message(offset, Payload.of("1"), null, 0);
  }

  private static List<Long> offsets(HistoryPage page) {
    return page.messages().stream().map(Message::offset).toList();
  }
}
