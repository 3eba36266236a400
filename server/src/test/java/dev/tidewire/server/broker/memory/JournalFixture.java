package dev.tidewire.server.broker.memory;

import static dev.tidewire.server.broker.Stages.await;

import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brokers on journals, and their directories as data. */
final class JournalFixture {
  static final Retention KEEP = new Retention(1_000, Duration.ofHours(1), Duration.ofMinutes(5));
  static final ChannelName CHANNEL = new ChannelName("chat:1");
  static final ChannelName OTHER = new ChannelName("chat:2");

  final ManualClock clock = new ManualClock();
  final Metrics metrics = new Metrics();
  private final BrokerMetrics brokerMetrics = new BrokerMetrics(metrics);
  JournalOptions options = options(JournalOptions.defaults(), "boot-1", 1L << 30);

  static JournalOptions options(JournalOptions base, String bootId, long compactFrom) {
    return new JournalOptions(
        base.maxQueued(),
        base.maxQueuedBytes(),
        Duration.ofMillis(5),
        compactFrom,
        bootId,
        base.files());
  }

  MemoryBroker open(Path directory) {
    try {
      return MemoryBroker.open(
          MemoryBrokerOptions.defaults().withJournal(directory), options, clock, brokerMetrics);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Position publish(MemoryBroker broker, ChannelName channel, String json) {
    return publish(broker, channel, json, null);
  }

  static Position publish(
      MemoryBroker broker, ChannelName channel, String json, @Nullable String key) {
    return await(
            broker.publish(
                new Publish(
                    channel,
                    Payload.of(json),
                    new UserId("alice"),
                    key == null ? null : new IdempotencyKey(key),
                    KEEP)))
        .orElseThrow();
  }

  static HistoryPage history(MemoryBroker broker, ChannelName channel) {
    return await(
        broker.read(channel, new HistoryQuery.Last(1_000, new PageLimits(1_000, 1 << 24)), KEEP));
  }

  /** A copy of all files, as a crash at this moment would leave them. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  static Path newestSegment(Path directory) throws IOException {
    return segments(directory).getLast();
  }

  static List<Path> segments(Path directory) throws IOException {
    return files(directory).stream().filter(file -> file.toString().endsWith(".segment")).toList();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
