package dev.tidewire.server.broker.memory;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.broker.RecordingListener;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryBrokerBoundsTest {
  private static final Retention KEEP =
      new Retention(10_000, Duration.ofMinutes(10), Duration.ofMinutes(5));
  private static final PageLimits WIDE = new PageLimits(10_000, 1 << 24);
  private static final ChannelName A = new ChannelName("chat:a");
  private static final ChannelName B = new ChannelName("chat:b");
  private static final ChannelName C = new ChannelName("chat:c");

  private final ManualClock clock = new ManualClock();
  private final Metrics metrics = new Metrics();

  @Test
  void refusesNewChannelsOverTheBoundUntilOneIsForgotten() throws IOException {
    try (MemoryBroker broker = open(2, 1 << 20, 10)) {
      publish(broker, A, "1", null);
      publish(broker, B, "1", null);

      assertRefused(
          broker.publish(new Publish(C, Payload.of("1"), null, null, KEEP)), ErrorCode.UNAVAILABLE);
      assertRefused(broker.read(C, new HistoryQuery.Last(1, WIDE), KEEP), ErrorCode.UNAVAILABLE);
      assertThat(publish(broker, A, "2", null).offset()).isEqualTo(2);
      assertThat(metrics.scrape())
          .contains("tidewire_broker_refusals_total{reason=\"channels\"} 2.0")
          .contains("tidewire_broker_channels 2.0");

      clock.pass(Duration.ofMinutes(30));
      broker.sweep();
      assertThat(publish(broker, C, "1", null).offset()).isEqualTo(1);
    }
  }

  @Test
  void letsTheLeastRecentlyPublishedHistoryGoFirst() throws IOException {
    try (MemoryBroker broker = open(100, 100_000, 10)) {
      Position a = publish(broker, A, text(30_000), null);
      clock.pass(Duration.ofMillis(1));
      Position b = publish(broker, B, text(30_000), null);
      clock.pass(Duration.ofMillis(1));
      assertThat(read(broker, A, a).continuity()).isEqualTo(Continuity.KEPT);
      publish(broker, C, text(60_000), null);

      assertThat(read(broker, A, new Position(a.epoch(), 0)).continuity())
          .isEqualTo(Continuity.LOST);
      assertThat(read(broker, A, a).continuity())
          .as("the epoch and the offset stay")
          .isEqualTo(Continuity.KEPT);
      assertThat(read(broker, B, new Position(b.epoch(), 0)).messages()).hasSize(1);
      assertThat(publish(broker, A, "1", null)).isEqualTo(new Position(a.epoch(), 2));
      assertThat(metrics.scrape())
          .contains("tidewire_broker_evictions_total{kind=\"history\"} 1.0");
    }
  }

  @Test
  void keepsTheNewestMessagesOfTheOnlyChannel() throws IOException {
    try (MemoryBroker broker = open(100, 50_000, 10)) {
      for (int i = 1; i <= 50; i++) {
        Position position = publish(broker, A, text(5_000), null);
        HistoryPage page = await(broker.read(A, new HistoryQuery.Last(1, WIDE), KEEP));
        assertThat(page.messages().getFirst().offset()).isEqualTo(position.offset());
      }
      int kept = read(broker, A, null).messages().size();
      assertThat(kept).isBetween(3, 9);
    }
  }

  @Test
  void forgetsTheOldestKeyOverTheBound() throws IOException {
    try (MemoryBroker broker = open(100, 1 << 20, 3)) {
      IntStream.rangeClosed(1, 4).forEach(i -> publish(broker, A, "1", "k" + i));

      assertThat(publish(broker, A, "1", "k2").offset()).isEqualTo(2);
      assertThat(publish(broker, A, "1", "k1").offset()).isEqualTo(5);
      assertThat(metrics.scrape())
          .contains("tidewire_broker_evictions_total{kind=\"key\"} 2.0")
          .contains("tidewire_broker_duplicates_total 1.0");
    }
  }

  @Test
  void forgetsAnIdleChannelAndGivesItAnotherEpochLater() throws IOException {
    try (MemoryBroker broker = open(100, 1 << 20, 10)) {
      Position before = publish(broker, A, "1", "key");
      clock.pass(Duration.ofMinutes(9));
      broker.sweep();
      assertThat(read(broker, A, before).top()).as("not idle for long enough").isEqualTo(before);
      clock.pass(Duration.ofMinutes(10));
      broker.sweep();

      assertThat(metrics.scrape()).contains("tidewire_broker_channels 0.0");
      assertThat(read(broker, A, before).continuity()).isEqualTo(Continuity.LOST);
      assertThat(publish(broker, A, "1", null).offset()).isEqualTo(1);
    }
  }

  @Test
  void keepsAChannelThatSomebodyListensTo() throws IOException {
    try (MemoryBroker broker = open(100, 1 << 20, 10)) {
      await(broker.subscribe(A, new RecordingListener(), KEEP));
      Position before = publish(broker, A, "1", null);
      clock.pass(Duration.ofDays(1));
      broker.sweep();

      assertThat(read(broker, A, before).continuity()).isEqualTo(Continuity.KEPT);
      assertThat(metrics.scrape()).contains("tidewire_broker_history_bytes 0.0");
    }
  }

  @Test
  void survivesAListenerThatFails() throws IOException {
    try (MemoryBroker broker = open(100, 1 << 20, 10)) {
      await(
          broker.subscribe(
              A,
              new BrokerListener() {
                @Override
                public void published(String epoch, Message message) {
                  throw new IllegalStateException("a bug");
                }

                @Override
                public void interrupted() {}
              },
              KEEP));

      assertThat(publish(broker, A, "1", null).offset()).isEqualTo(1);
      assertThat(publish(broker, A, "2", null).offset()).isEqualTo(2);
    }
  }

  private MemoryBroker open(int channels, long bytes, int keys) throws IOException {
    return MemoryBroker.open(
        new MemoryBrokerOptions(channels, bytes, keys, Duration.ofMinutes(10), null),
        clock,
        new BrokerMetrics(metrics));
  }

  private static Position publish(
      MemoryBroker broker, ChannelName channel, String json, @Nullable String key) {
    return await(
            broker.publish(
                new Publish(
                    channel,
                    Payload.of(json),
                    null,
                    key == null ? null : new IdempotencyKey(key),
                    KEEP)))
        .orElseThrow();
  }

  private static HistoryPage read(
      MemoryBroker broker, ChannelName channel, @Nullable Position after) {
    HistoryQuery query =
        after == null ? new HistoryQuery.Last(10_000, WIDE) : new HistoryQuery.After(after, WIDE);
    return await(broker.read(channel, query, KEEP));
  }

  private static String text(int bytes) {
    return "\"" + "x".repeat(bytes - 2) + "\"";
  }
}
