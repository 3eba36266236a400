package dev.tidewire.server.broker;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Broker} promises. Each implementation extends this class. */
public abstract class BrokerContract {
  /** Room for everything that these tests publish. */
  protected static final Retention KEEP =
      new Retention(10_000, Duration.ofHours(1), Duration.ofMinutes(5));

  private static final PageLimits WIDE = new PageLimits(10_000, 1 << 24);
  private static final UserId ALICE = new UserId("alice");
  private static final UserId BOB = new UserId("bob");

  private Broker broker;
  private ChannelName channel;

  /** A broker whose channels with new names are empty. */
  protected abstract Broker open() throws Exception;

  /** Makes {@code time} pass for the broker's ages and windows. */
  protected abstract void pass(Duration time);

  /** A channel that no other test uses. */
  protected abstract ChannelName unusedChannel();

  @BeforeEach
  final void openBroker() throws Exception {
    broker = open();
    channel = unusedChannel();
  }

  @AfterEach
  final void closeBroker() {
    broker.close();
  }

  @Test
  void numbersMessagesFromOneInOneEpoch() {
    Position first = publish("1");
    Position second = publish("2");

    assertThat(first.offset()).isEqualTo(1);
    assertThat(second).isEqualTo(new Position(first.epoch(), 2));
  }

  @Test
  void keepsWhatWasPublished() {
    Position first = await(broker.publish(message("{\"a\":1}", ALICE, null, KEEP))).orElseThrow();

    HistoryPage page = last(10);

    assertThat(page.top()).isEqualTo(first);
    assertThat(page.messages()).hasSize(1);
    Message message = page.messages().getFirst();
    assertThat(message.offset()).isEqualTo(1);
    assertThat(message.data()).isEqualTo(Payload.of("{\"a\":1}"));
    assertThat(message.user()).isEqualTo(ALICE);
    assertThat(message.at()).isPositive();
  }

  @Test
  void namesNoUserWhenABackEndPublished() {
    publish("1");

    assertThat(last(1).messages().getFirst().user()).isNull();
  }

  @Test
  void givesAnUnusedChannelOneEpochAndOffsetZero() {
    HistoryPage before = last(10);
    Position first = publish("1");

    assertThat(before.top().offset()).isZero();
    assertThat(before.messages()).isEmpty();
    assertThat(before.more()).isFalse();
    assertThat(first.epoch()).isEqualTo(before.top().epoch());
    assertThat(after(before.top(), WIDE).continuity()).isEqualTo(Continuity.KEPT);
  }

  @Test
  void givesEachChannelItsOwnOffsets() {
    publish("1");
    ChannelName other = unusedChannel();

    Position position =
        await(broker.publish(new Publish(other, Payload.of("2"), null, null, KEEP))).orElseThrow();

    assertThat(position.offset()).isEqualTo(1);
  }

  @Test
  void reportsMessagesInTheirOrder() {
    RecordingListener listener = listen();
    publishMany(50);

    await().until(() -> listener.heard().size() == 50);

    assertThat(listener.offsets()).isEqualTo(offsets(1, 50));
    assertThat(listener.heard())
        .allSatisfy(heard -> assertThat(heard.epoch()).isEqualTo(last(0).top().epoch()));
    assertThat(listener.heard().stream().map(RecordingListener.Heard::message).toList())
        .isEqualTo(last(50).messages());
  }

  @Test
  void reportsConcurrentPublishesOneByOneInTheOrderOfTheirOffsets() throws Exception {
    RecordingListener listener = listen();
    Set<Long> acknowledged = new HashSet<>();
    for (List<Position> positions : concurrently(8, i -> publishMany(100))) {
      positions.forEach(position -> acknowledged.add(position.offset()));
    }

    await().until(() -> listener.heard().size() == 800);

    assertThat(listener.overlapped()).isFalse();
    assertThat(listener.offsets()).isEqualTo(offsets(1, 800));
    assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(offsets(1, 800));
    assertThat(last(800).messages()).extracting(Message::offset).isEqualTo(offsets(1, 800));
  }

  @Test
  void keepsTheOrderOfOnePublisher() {
    List<CompletionStage<Optional<Position>>> stages = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      stages.add(broker.publish(message(String.valueOf(i), null, null, KEEP)));
    }

    List<Long> positions = stages.stream().map(s -> await(s).orElseThrow().offset()).toList();

    assertThat(positions).isEqualTo(offsets(1, 200));
  }

  @Test
  void missesNothingBetweenSubscribeAndRead() throws Exception {
    for (int round = 0; round < 20; round++) {
      channel = unusedChannel();
      try (ExecutorService publisher = Executors.newSingleThreadExecutor()) {
        Future<List<Position>> published = publisher.submit(() -> publishMany(100));
        RecordingListener listener = listen();
        HistoryPage page = last(10_000);
        published.get();
        long readUpTo = page.end().offset();
        await().until(() -> seen(listener, readUpTo) == 100);

        List<Long> all = new ArrayList<>(page.messages().stream().map(Message::offset).toList());
        listener.offsets().stream().filter(offset -> offset > readUpTo).forEach(all::add);
        assertThat(all).isEqualTo(offsets(1, 100));
        broker.unsubscribe(channel);
      }
    }
  }

  @Test
  void bringsASubscriberEveryMessageOnceWhileOthersPublish() throws Exception {
    Position start = publishMany(30).get(9);
    try (ExecutorService publisher = Executors.newSingleThreadExecutor();
        CatchUpSubscriber subscriber = new CatchUpSubscriber(broker, channel, start, KEEP)) {
      Future<?> published = publisher.submit(() -> publishMany(400));
      subscriber.begin();
      published.get();
      await().until(() -> subscriber.delivered().size() >= 420);

      assertThat(subscriber.delivered()).isEqualTo(offsets(11, 430));
      assertThat(subscriber.losses()).isZero();
    }
  }

  @Test
  void takesOneListenerPerChannel() {
    listen();

    assertThatThrownBy(() -> await(broker.subscribe(channel, new RecordingListener(), KEEP)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void reportsToTheNextListenerAfterAnUnsubscribe() {
    RecordingListener first = listen();
    publish("1");
    await().until(() -> first.heard().size() == 1);
    broker.unsubscribe(channel);
    RecordingListener second = listen();
    publish("2");

    await().until(() -> second.heard().size() == 1);

    assertThat(second.offsets()).containsExactly(2L);
    assertThat(first.offsets()).containsExactly(1L);
  }

  @Test
  void toleratesAnUnsubscribeWithoutListener() {
    broker.unsubscribe(channel);

    assertThat(publish("1").offset()).isEqualTo(1);
  }

  @Test
  void passesMessagesWithoutOffsetInAChannelWithoutHistory() {
    RecordingListener listener = new RecordingListener();
    await(broker.subscribe(channel, listener, Retention.NONE));

    Optional<Position> position =
        await(broker.publish(message("7", ALICE, new IdempotencyKey("k"), Retention.NONE)));
    await(broker.publish(message("8", ALICE, new IdempotencyKey("k"), Retention.NONE)));

    assertThat(position).isEmpty();
    await().until(() -> listener.heard().size() == 2);
    assertThat(listener.heard().getFirst().epoch()).isEmpty();
    assertThat(listener.offsets()).containsExactly(0L, 0L);
    assertThat(listener.heard().getLast().message().data()).isEqualTo(Payload.of("8"));
  }

  @Test
  void answersARetryWithTheFirstPosition() {
    RecordingListener listener = listen();
    Position first = publishWithKey("1", ALICE, "k");
    Position retried = publishWithKey("1", ALICE, "k");
    Position next = publishWithKey("2", ALICE, "l");

    assertThat(retried).isEqualTo(first);
    assertThat(next.offset()).isEqualTo(2);
    await().until(() -> listener.heard().size() >= 2);
    assertThat(listener.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void keepsTheKeysOfPublishersApart() {
    assertThat(publishWithKey("1", ALICE, "k").offset()).isEqualTo(1);
    assertThat(publishWithKey("2", BOB, "k").offset()).isEqualTo(2);
    assertThat(publishWithKey("3", null, "k").offset()).isEqualTo(3);
    assertThat(publishWithKey("4", null, "k").offset()).isEqualTo(3);
  }

  @Test
  void keepsTheKeysOfChannelsApart() {
    publishWithKey("1", ALICE, "k");
    publishWithKey("2", ALICE, "l");
    channel = unusedChannel();

    assertThat(publishWithKey("3", ALICE, "l").offset()).isEqualTo(1);
  }

  @Test
  void storesConcurrentRetriesOnce() throws Exception {
    Set<Position> positions = new HashSet<>();
    for (List<Position> some :
        concurrently(
            8,
            i ->
                IntStream.range(0, 50)
                    .mapToObj(k -> publishWithKey("1", ALICE, "k" + k))
                    .toList())) {
      positions.addAll(some);
    }

    assertThat(positions).hasSize(50);
    assertThat(last(1000).messages()).hasSize(50);
  }

  @Test
  void forgetsAKeyAfterItsWindow() {
    Retention retention = new Retention(100, Duration.ofHours(1), Duration.ofSeconds(2));
    Publish publish = message("1", ALICE, new IdempotencyKey("k"), retention);
    assertThat(await(broker.publish(publish)).orElseThrow().offset()).isEqualTo(1);
    assertThat(await(broker.publish(publish)).orElseThrow().offset()).isEqualTo(1);

    pass(Duration.ofSeconds(3));

    assertThat(await(broker.publish(publish)).orElseThrow().offset()).isEqualTo(2);
  }

  @Test
  void remembersAKeyLongerThanItsMessage() {
    Retention retention = new Retention(1, Duration.ofHours(1), Duration.ofMinutes(5));
    Publish publish = message("1", ALICE, new IdempotencyKey("k"), retention);
    Position first = await(broker.publish(publish)).orElseThrow();
    await(broker.publish(message("2", ALICE, null, retention)));

    assertThat(await(broker.publish(publish))).contains(first);
  }

  @Test
  void keepsTheNewestMessagesOnly() {
    Retention retention = new Retention(3, Duration.ofHours(1), Duration.ZERO);
    Position zero = last(0).top();
    for (int i = 1; i <= 5; i++) {
      await(broker.publish(message("1", null, null, retention)));
    }

    assertThat(offsets(last(10))).containsExactly(3L, 4L, 5L);
    assertThat(after(zero, WIDE).continuity()).isEqualTo(Continuity.LOST);
    assertThat(offsets(after(at(zero, 2), WIDE))).containsExactly(3L, 4L, 5L);
  }

  @Test
  void dropsMessagesThatAreTooOldAlthoughNobodyPublishes() {
    Retention retention = new Retention(100, Duration.ofSeconds(2), Duration.ZERO);
    Position first = await(broker.publish(message("1", null, null, retention))).orElseThrow();
    pass(Duration.ofSeconds(3));

    HistoryPage page = await(broker.read(channel, new HistoryQuery.Last(10, WIDE), retention));

    assertThat(page.messages()).isEmpty();
    assertThat(page.top()).isEqualTo(first);
    assertThat(await(broker.read(channel, new HistoryQuery.After(first, WIDE), retention)))
        .extracting(HistoryPage::continuity)
        .isEqualTo(Continuity.KEPT);
    assertThat(await(broker.read(channel, new HistoryQuery.After(at(first, 0), WIDE), retention)))
        .extracting(HistoryPage::continuity)
        .isEqualTo(Continuity.LOST);
  }

  @Test
  void pagesForward() {
    Position zero = last(0).top();
    publishMany(7);

    HistoryPage first = after(zero, new PageLimits(3, 1 << 20));
    HistoryPage second = after(first.end(), new PageLimits(3, 1 << 20));
    HistoryPage third = after(second.end(), new PageLimits(3, 1 << 20));

    assertThat(offsets(first)).containsExactly(1L, 2L, 3L);
    assertThat(first.more()).isTrue();
    assertThat(first.top().offset()).isEqualTo(7);
    assertThat(offsets(second)).containsExactly(4L, 5L, 6L);
    assertThat(second.more()).isTrue();
    assertThat(offsets(third)).containsExactly(7L);
    assertThat(third.more()).isFalse();
  }

  @Test
  void pagesBackward() {
    publishMany(7);

    HistoryPage newest = before(Long.MAX_VALUE, new PageLimits(3, 1 << 20));
    HistoryPage middle = before(5, new PageLimits(3, 1 << 20));
    HistoryPage oldest = before(2, new PageLimits(3, 1 << 20));

    assertThat(offsets(newest)).containsExactly(5L, 6L, 7L);
    assertThat(newest.more()).isTrue();
    assertThat(offsets(middle)).containsExactly(2L, 3L, 4L);
    assertThat(middle.more()).isTrue();
    assertThat(offsets(oldest)).containsExactly(1L);
    assertThat(oldest.more()).isFalse();
    assertThat(oldest.top().offset()).isEqualTo(7);
  }

  @Test
  void readsTheNewestForwardFromWhereTheyBegin() {
    publishMany(7);

    HistoryPage page =
        await(broker.read(channel, new HistoryQuery.Last(5, new PageLimits(2, 1 << 20)), KEEP));

    assertThat(offsets(page)).containsExactly(3L, 4L);
    assertThat(page.more()).isTrue();
    assertThat(offsets(after(page.end(), WIDE))).containsExactly(5L, 6L, 7L);
  }

  @Test
  void endsAPageAtItsBytesButBringsOneMessageAtLeast() {
    for (int i = 0; i < 3; i++) {
      publish("\"123456789\"");
    }
    Position zero = at(last(0).top(), 0);

    assertThat(offsets(after(zero, new PageLimits(10, 22)))).containsExactly(1L, 2L);
    assertThat(offsets(after(zero, new PageLimits(10, 21)))).containsExactly(1L);
    assertThat(offsets(after(zero, new PageLimits(10, 1)))).containsExactly(1L);
    assertThat(offsets(before(Long.MAX_VALUE, new PageLimits(10, 22)))).containsExactly(2L, 3L);
    assertThat(offsets(before(Long.MAX_VALUE, new PageLimits(10, 1)))).containsExactly(3L);
  }

  @Test
  void losesAPlaceOfAnotherEpochAndOneInTheFuture() {
    Position top = publishMany(3).getLast();

    assertThat(after(new Position("other", 2), WIDE))
        .isEqualTo(new HistoryPage(top, Continuity.LOST, List.of(), false));
    assertThat(after(at(top, 4), WIDE))
        .isEqualTo(new HistoryPage(top, Continuity.LOST, List.of(), false));
    assertThat(after(top, WIDE)).isEqualTo(new HistoryPage(top, Continuity.KEPT, List.of(), false));
  }

  @Test
  void carriesLargeAndForeignText() {
    String json = "\"" + "ä😀x".repeat(20_000) + "\"";
    UserId user = new UserId("Ünïcode 😀");

    await(broker.publish(message(json, user, new IdempotencyKey("a.B_1:-"), KEEP)));

    Message message = last(1).messages().getFirst();
    assertThat(message.data()).isEqualTo(Payload.of(json));
    assertThat(message.user()).isEqualTo(user);
  }

  @Test
  void isAvailableUntilItIsClosed() {
    assertThat(broker.available()).isTrue();

    broker.close();

    assertThat(broker.available()).isFalse();
    assertRefused(broker.publish(message("1", null, null, KEEP)), ErrorCode.UNAVAILABLE);
    assertRefused(
        broker.read(channel, new HistoryQuery.Last(1, WIDE), KEEP), ErrorCode.UNAVAILABLE);
    assertRefused(broker.subscribe(channel, new RecordingListener(), KEEP), ErrorCode.UNAVAILABLE);
  }

  @Test
  void completesEveryStageWhenItCloses() throws Exception {
    List<CompletionStage<Optional<Position>>> stages = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      stages.add(broker.publish(message("1", null, null, KEEP)));
    }
    broker.close();

    for (CompletionStage<Optional<Position>> stage : stages) {
      if (stage.toCompletableFuture().isCompletedExceptionally()) {
        assertRefused(stage, ErrorCode.UNAVAILABLE);
      } else {
        assertThat(await(stage)).isPresent();
      }
    }
  }

  /** The broker under test. */
  protected final Broker broker() {
    return broker;
  }

  private RecordingListener listen() {
    RecordingListener listener = new RecordingListener();
    await(broker.subscribe(channel, listener, KEEP));
    return listener;
  }

  private Position publish(String json) {
    return await(broker.publish(message(json, null, null, KEEP))).orElseThrow();
  }

  private Position publishWithKey(String json, @Nullable UserId user, String key) {
    return await(broker.publish(message(json, user, new IdempotencyKey(key), KEEP))).orElseThrow();
  }

  private List<Position> publishMany(int count) {
    return IntStream.range(0, count).mapToObj(i -> publish(String.valueOf(i))).toList();
  }

  private Publish message(
      String json, @Nullable UserId user, @Nullable IdempotencyKey key, Retention retention) {
    return new Publish(channel, Payload.of(json), user, key, retention);
  }

  private HistoryPage last(int count) {
    return await(broker.read(channel, new HistoryQuery.Last(count, WIDE), KEEP));
  }

  private HistoryPage after(Position position, PageLimits limits) {
    return await(broker.read(channel, new HistoryQuery.After(position, limits), KEEP));
  }

  private HistoryPage before(long offset, PageLimits limits) {
    return await(broker.read(channel, new HistoryQuery.Before(offset, limits), KEEP));
  }

  private static long seen(RecordingListener listener, long readUpTo) {
    return readUpTo + listener.offsets().stream().filter(offset -> offset > readUpTo).count();
  }

  private static Position at(Position position, long offset) {
    return new Position(position.epoch(), offset);
  }

  private static List<Long> offsets(HistoryPage page) {
    return page.messages().stream().map(Message::offset).toList();
  }

  private static List<Long> offsets(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private interface Work<T> {
    T run(int worker) throws Exception;
  }

  private static <T> List<T> concurrently(int workers, Work<T> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int worker = i;
        futures.add(threads.submit(() -> work.run(worker)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
