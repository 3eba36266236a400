package dev.tidewire.server.broker.redis;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.broker.RecordingListener;
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
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a later release may have written into a channel's keys, and sent to its subscribers. */
class OtherFormsTest {
  private static final Retention KEEP =
      new Retention(200, Duration.ofHours(1), Duration.ofMinutes(5));
  private static final PageLimits WIDE = new PageLimits(1000, 1 << 20);

  private RedisProcess server;
  private RedisFixture fixture;
  private Broker broker;
  private ChannelName channel;

  @BeforeEach
  void connect() {
    server = RedisProcess.start();
    fixture = RedisFixture.connected(server.url());
    broker = fixture.broker();
    channel = fixture.unusedChannel();
  }

  @AfterEach
  void close() {
    fixture.close();
    server.close();
  }

  @Test
  void takesAMessageOfAnotherFormForAnInterruption() {
    RecordingListener listener = new RecordingListener();
    await(broker.subscribe(channel, listener, KEEP));

    send("2 e 1 0 0 {}");
    send("1 e 1 0 99999999999 {}");
    send("");

    await().until(() -> listener.interruptions() == 3);
    assertThat(listener.heard()).isEmpty();
    assertThat(fixture.unreadable("message")).isEqualTo(3);
    publish("1");
    await().until(() -> listener.offsets().equals(List.of(1L)));
  }

  @Test
  void readsEntriesToWhichFieldsWereAppended() {
    publish("1");
    add("2-0", "t", "1", "u", "bob", "d", "2", "more", "x");
    top("2");
    publish("3");

    assertThat(data(read(new HistoryQuery.Last(10, WIDE)))).containsExactly("1", "2", "3");
    assertThat(fixture.unreadable("entry")).isZero();
  }

  @Test
  void beginsAHistoryBehindAnEntryOfAnotherForm() {
    mixed();

    HistoryPage last = read(new HistoryQuery.Last(10, WIDE));
    HistoryPage before = read(new HistoryQuery.Before(5, WIDE));

    assertThat(data(last)).containsExactly("3", "4");
    assertThat(data(before)).containsExactly("3", "4");
    assertThat(before.more()).isFalse();
    assertThat(fixture.unreadable("entry")).isEqualTo(2);
  }

  @Test
  void tellsWhoeverWouldMissAnEntryOfAnotherFormThatContinuityIsLost() {
    Position first = mixed();

    HistoryPage missing = read(new HistoryQuery.After(first, WIDE));
    HistoryPage behind = read(new HistoryQuery.After(new Position(first.epoch(), 2), WIDE));

    assertThat(missing.continuity()).isEqualTo(Continuity.LOST);
    assertThat(missing.top().offset()).isEqualTo(4);
    assertThat(behind.continuity()).isEqualTo(Continuity.KEPT);
    assertThat(data(behind)).containsExactly("3", "4");
  }

  @Test
  void readsUpToAnEntryOfAnotherFormFirst() {
    Position first = mixed();

    HistoryPage page = read(new HistoryQuery.After(new Position(first.epoch(), 0), WIDE));

    assertThat(page.continuity()).isEqualTo(Continuity.KEPT);
    assertThat(data(page)).containsExactly("1");
    assertThat(page.more()).isTrue();
  }

  @Test
  void publishesOnWhereAnEntryOfAnotherFormIsTheOldest() {
    mixed();
    server.ask(redis -> redis.xdel(Keys.stream(channel), "1-0"));

    for (int i = 0; i < 130; i++) {
      publish("1"); // old entries are looked for now and then
    }

    assertThat(read(new HistoryQuery.Last(10, WIDE)).messages()).hasSize(10);
  }

  @Test
  void knowsAKeyWhosePositionHasMoreFields() {
    Position first = await(broker.publish(keyed())).orElseThrow();
    changeKey(" 42 x");

    assertThat(await(broker.publish(keyed()))).contains(first);
  }

  @Test
  void refusesForNowToPublishUnderAKeyWhosePositionItCannotRead() {
    await(broker.publish(keyed()));
    changeKey("x");

    assertRefused(broker.publish(keyed()), ErrorCode.UNAVAILABLE);

    assertThat(fixture.unreadable("key")).isEqualTo(1);
    assertThat(read(new HistoryQuery.Last(10, WIDE)).messages()).hasSize(1);
  }

  /** Four messages, of which the second one has a form of its own. */
  private Position mixed() {
    Position first = publish("1");
    add("2-0", "v", "two", "all", "x");
    top("2");
    publish("3");
    publish("4");
    return first;
  }

  private Publish keyed() {
    return new Publish(channel, Payload.of("1"), null, new IdempotencyKey("k"), KEEP);
  }

  private void changeKey(String appended) {
    String key = Keys.of(keyed()).getLast();
    server.ask(redis -> redis.append(key, appended));
  }

  private Position publish(String data) {
    return await(broker.publish(new Publish(channel, Payload.of(data), null, null, KEEP)))
        .orElseThrow();
  }

  private void send(String envelope) {
    await(fixture.redis().publish(Keys.channel(channel), envelope.getBytes(UTF_8)));
  }

  private void add(String id, Object... fields) {
    server.ask(redis -> redis.xadd(Keys.stream(channel), new XAddArgs().id(id), fields));
  }

  private void top(String offset) {
    server.ask(redis -> redis.hset(Keys.hash(channel), "t", offset));
  }

  private HistoryPage read(HistoryQuery query) {
    return await(broker.read(channel, query, KEEP));
  }

  private static List<String> data(HistoryPage page) {
    return page.messages().stream().map(Message::data).map(Payload::toString).toList();
  }
}
