package dev.tidewire.server.broker.redis;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerListener;
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
import dev.tidewire.server.support.redis.FaultProxy;
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node and a Redis that is killed, stopped, filled, taken back in time or cut off. */
class RedisBrokerFaultTest {
  private static final Retention KEEP =
      new Retention(10_000, Duration.ofHours(1), Duration.ofMinutes(5));
  private static final PageLimits WIDE = new PageLimits(10_000, 1 << 24);
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(20);

  private RedisProcess server;
  private FaultProxy proxy;
  private RedisFixture fixture;
  private Broker broker;
  private ChannelName channel;

  @BeforeEach
  void connect() {
    server = RedisProcess.start();
    proxy = FaultProxy.before(server.port());
    fixture = RedisFixture.connected("redis://127.0.0.1:" + proxy.port());
    broker = fixture.broker();
    channel = fixture.unusedChannel();
  }

  @AfterEach
  void disconnect() {
    fixture.close();
    proxy.close();
    server.close();
  }

  @Test
  void hearsAgainAfterItsPubSubConnectionWasKilled() {
    RecordingListener listener = listen();
    publish("1");
    await().until(() -> listener.heard().size() == 1);

    server.ask(commands -> commands.clientKill(KillArgs.Builder.typePubsub()));
    await().atMost(WITHIN_SECONDS).until(() -> listener.interruptions() == 1);
    publish("2");

    await().until(() -> listener.heard().size() == 2);
    assertThat(listener.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void findsAPubSubConnectionThatIsDeadButOpen() {
    RecordingListener listener = listen();
    proxy.silenceListeners();
    publish("1");

    await().atMost(WITHIN_SECONDS).until(() -> listener.interruptions() == 1);
    await().until(() -> broker.available());
    publish("2");

    await().until(() -> !listener.heard().isEmpty());
    assertThat(listener.offsets()).containsExactly(2L);
    assertThat(last().messages()).hasSize(2);
  }

  @Test
  void findsConnectionsThatAreAllDeadButOpen() {
    proxy.silenceAll();
    assertRefused(broker.publish(message("1")), ErrorCode.UNAVAILABLE);
    await().atMost(WITHIN_SECONDS).until(() -> !broker.available());

    await().atMost(WITHIN_SECONDS).until(() -> broker.available());

    publish("2");
  }

  @Test
  void hearsAgainAfterRedisCutItBecauseItWasTooSlow() throws Exception {
    server.set("client-output-buffer-limit", "pubsub 256kb 0 0");
    CountDownLatch stuck = new CountDownLatch(1);
    RecordingListener recording = new RecordingListener();
    await(
        broker.subscribe(
            channel,
            new BrokerListener() {
              @Override
              public void published(String epoch, Message message) {
                try {
                  stuck.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                recording.published(epoch, message);
              }

              @Override
              public void interrupted() {
                recording.interrupted();
              }
            },
            KEEP));
    String large = "\"" + "x".repeat(60_000) + "\"";
    for (int i = 0; i < 200; i++) {
      publish(large);
    }
    stuck.countDown();

    await().atMost(WITHIN_SECONDS).until(() -> recording.interruptions() >= 1);
    publish("1");
    await().until(() -> recording.offsets().contains(201L));
    assertThat(recording.offsets()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void neverPublishesTwiceWhenItsConnectionIsLost() {
    List<CompletableFuture<Optional<Position>>> stages = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      stages.add(broker.publish(message(String.valueOf(i))).toCompletableFuture());
      if (i % 1000 == 500) {
        server.ask(commands -> commands.clientKill(KillArgs.Builder.typeNormal().skipme(true)));
        await().atMost(WITHIN_SECONDS).until(() -> broker.available());
      }
    }
    stages.forEach(stage -> stage.exceptionally(_ -> Optional.empty()).join());

    List<String> stored =
        last().messages().stream().map(message -> message.data().toString()).toList();
    assertThat(stored).doesNotHaveDuplicates();
    for (int i = 0; i < stages.size(); i++) {
      if (!stages.get(i).isCompletedExceptionally()) {
        Position position = stages.get(i).join().orElseThrow();
        assertThat(stored.get((int) position.offset() - 1)).isEqualTo(String.valueOf(i));
      }
    }
  }

  @Test
  void answersARetryWhoseFirstAnswerWasLost() {
    Publish publish =
        new Publish(channel, Payload.of("1"), null, new IdempotencyKey("order-1"), KEEP);
    Position first = await(broker.publish(publish)).orElseThrow();
    server.ask(commands -> commands.clientKill(KillArgs.Builder.typeNormal().skipme(true)));
    await().atMost(WITHIN_SECONDS).until(() -> broker.available());

    assertThat(await(broker.publish(publish))).contains(first);
    assertThat(last().messages()).hasSize(1);
  }

  @Test
  void failsFastWithoutRedisAndHealsByItself() {
    RecordingListener listener = listen();
    publish("1");
    server.stop();
    await().atMost(WITHIN_SECONDS).until(() -> !broker.available());

    assertRefused(broker.publish(message("2")), ErrorCode.UNAVAILABLE);
    assertRefused(
        broker.read(channel, new HistoryQuery.Last(1, WIDE), KEEP), ErrorCode.UNAVAILABLE);
    ChannelName other = fixture.unusedChannel();
    assertRefused(broker.subscribe(other, new RecordingListener(), KEEP), ErrorCode.UNAVAILABLE);

    server.startAgain();
    await().atMost(WITHIN_SECONDS).until(() -> broker.available());
    await().until(() -> listener.interruptions() == 1);
    publish("3");
    await().until(() -> listener.heard().size() == 2);
    await(broker.subscribe(other, new RecordingListener(), KEEP));
  }

  @Test
  void startsWithoutRedis() {
    server.stop();
    try (RedisFixture early = RedisFixture.connecting(server.url())) {
      Broker waiting = early.broker();
      assertThat(waiting.available()).isFalse();
      assertRefused(waiting.publish(message("1")), ErrorCode.UNAVAILABLE);

      server.startAgain();

      await().atMost(WITHIN_SECONDS).until(waiting::available);
      await(waiting.publish(message("1")));
    }
  }

  @Test
  void failsInTimeWhileRedisIsStuckAndGoesOnAfterwards() {
    server.pause();
    assertRefused(broker.publish(message("1")), ErrorCode.UNAVAILABLE);
    await().atMost(WITHIN_SECONDS).until(() -> !broker.available());
    server.resume();

    await().atMost(WITHIN_SECONDS).until(() -> broker.available());
    publish("2");
  }

  @Test
  void holdsABoundedNumberOfBytesForARedisThatIsStuck() {
    String large = "\"" + "x".repeat(1 << 20) + "\"";
    server.pause();
    List<CompletableFuture<Optional<Position>>> stages = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      stages.add(broker.publish(message(large)).toCompletableFuture());
    }

    // 64 MiB may wait; what is beyond was refused before anything had timed out.
    assertThat(stages.getLast()).isCompletedExceptionally();
    assertThat(stages.getFirst()).isNotDone();
    server.resume();
    stages.forEach(stage -> stage.exceptionally(_ -> Optional.empty()).join());
    // Redis takes its time for what waited in its socket: a publish behind that may time out, too.
    await()
        .atMost(WITHIN_SECONDS)
        .ignoreException(CompletionException.class)
        .untilAsserted(() -> publish(large));
  }

  @Test
  void refusesPublishesWhenRedisIsFullAndReadsOn() {
    publish("1");
    String memory =
        server.ask(commands -> commands.info("memory"))
            .split("used_memory:", 2)[1]
            .split("\r", 2)[0];
    server.set("maxmemory", memory);
    assertRefused(broker.publish(message("\"" + "x".repeat(50_000) + "\"")), ErrorCode.UNAVAILABLE);
    assertThat(last().messages()).hasSize(1);

    server.set("maxmemory", "0");

    assertThat(publish("2").offset()).isEqualTo(2);
  }

  @Test
  void changesTheEpochWhenRedisComesBackEmpty() {
    Position before = publish("1");
    server.kill();
    server.startAgainEmpty();
    await().atMost(WITHIN_SECONDS).until(() -> broker.available());

    assertThat(after(before).continuity()).isEqualTo(Continuity.LOST);
    assertThat(publish("2").epoch()).isNotEqualTo(before.epoch());
  }

  @Test
  void changesTheEpochWhenRedisIsFlushed() {
    Position before = publish("1");
    server.ask(commands -> commands.flushall());

    Position next = publish("2");

    assertThat(next.epoch()).isNotEqualTo(before.epoch());
    assertThat(next.offset()).isEqualTo(1);
    assertThat(after(before).continuity()).isEqualTo(Continuity.LOST);
  }

  @Test
  void changesTheEpochWhenRedisHasGoneBackInTimeAndKeepsWhatIsThere() {
    publish("1");
    Path snapshot = server.snapshot();
    Position lost = publish("2");
    server.kill();
    server.startAgainWith(snapshot);
    await().atMost(WITHIN_SECONDS).until(() -> broker.available());

    Position reused = publish("3");

    assertThat(reused.offset()).isEqualTo(lost.offset());
    assertThat(reused.epoch()).isNotEqualTo(lost.epoch());
    assertThat(after(lost).continuity()).isEqualTo(Continuity.LOST);
    assertThat(last().messages().stream().map(message -> message.data().toString()))
        .containsExactly("1", "3");
  }

  @Test
  void keepsTheEpochWhenOnlyTheConnectionsWereLost() {
    Position before = publish("1");
    server.ask(commands -> commands.clientKill(KillArgs.Builder.typeNormal().skipme(true)));
    server.ask(commands -> commands.scriptFlush());
    await()
        .atMost(WITHIN_SECONDS)
        .until(() -> {
          try {
            publish("2");
            return true;
          } catch (RuntimeException e) {
            return false; // until a new connection has loaded the scripts again
          }
        });

    assertThat(after(before).continuity()).isEqualTo(Continuity.KEPT);
  }

  @Test
  void forgetsAChannelWhoseHashWasEvicted() {
    Position before = publish("1");
    server.ask(commands -> commands.del(Keys.hash(channel)));

    Position next = publish("2");

    assertThat(next.epoch()).isNotEqualTo(before.epoch());
    assertThat(last().messages()).hasSize(1);
  }

  @Test
  void givesEveryKeyATimeToLive() {
    publish("1");
    await(
        broker.publish(new Publish(channel, Payload.of("1"), null, new IdempotencyKey("k"), KEEP)));
    await(broker.read(fixture.unusedChannel(), new HistoryQuery.Last(1, WIDE), KEEP));

    HashSet<String> keys = new HashSet<>(server.ask(commands -> commands.keys("*")));

    assertThat(keys).hasSize(4);
    assertThat(keys)
        .allSatisfy(key -> {
          long left = server.ask(commands -> commands.pttl(key));
          assertThat(left).isPositive();
        });
  }

  private RecordingListener listen() {
    RecordingListener listener = new RecordingListener();
    await(broker.subscribe(channel, listener, KEEP));
    return listener;
  }

  private Publish message(String data) {
    return new Publish(channel, Payload.of(data), null, null, KEEP);
  }

  private Position publish(String data) {
    return await(broker.publish(message(data))).orElseThrow();
  }

  private HistoryPage last() {
    return await(broker.read(channel, new HistoryQuery.Last(10_000, WIDE), KEEP));
  }

  private HistoryPage after(Position position) {
    return await(broker.read(channel, new HistoryQuery.After(position, WIDE), KEEP));
  }
}
