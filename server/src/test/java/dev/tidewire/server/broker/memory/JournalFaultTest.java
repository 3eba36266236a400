package dev.tidewire.server.broker.memory;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.memory.JournalFixture.CHANNEL;
import static dev.tidewire.server.broker.memory.JournalFixture.KEEP;
import static dev.tidewire.server.broker.memory.JournalFixture.history;
import static dev.tidewire.server.broker.memory.JournalFixture.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.broker.RecordingListener;
import dev.tidewire.server.broker.Stages;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFaultTest {
  private final JournalFixture journal = new JournalFixture();

  @TempDir Path directory;

  @Test
  void refusesWhileTheDiskIsFullAndHealsWithoutAHole() {
    FullDisk disk = new FullDisk();
    useDisk(disk);
    RecordingListener listener = new RecordingListener();
    try (MemoryBroker broker = journal.open(directory)) {
      Stages.await(broker.subscribe(CHANNEL, listener, KEEP));
      Position first = publish(broker, CHANNEL, "1");
      disk.leaveRoomFor(100);
      assertRefused(broker.publish(large("key")), ErrorCode.UNAVAILABLE);
      await().until(() -> !broker.available());
      assertRefused(broker.publish(large(null)), ErrorCode.UNAVAILABLE);
      assertThat(history(broker, CHANNEL).top()).isEqualTo(first);

      disk.leaveRoomFor(Long.MAX_VALUE);
      await().until(broker::available);

      Optional<Position> retried = Stages.await(broker.publish(large("key")));
      assertThat(retried).contains(new Position(first.epoch(), 2));
      assertThat(listener.offsets()).containsExactly(1L, 2L);
    }
    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(offsets(history(broker, CHANNEL))).containsExactly(1L, 2L);
    }
    assertThat(journal.metrics.scrape()).contains("tidewire_broker_journal_write_errors_total 1.0");
  }

  @Test
  void failsEverythingThatWaitsBehindAFailedWrite() {
    FullDisk disk = new FullDisk();
    useDisk(disk);
    RecordingListener listener = new RecordingListener();
    List<Long> acknowledged = new ArrayList<>();
    try (MemoryBroker broker = journal.open(directory)) {
      Stages.await(broker.subscribe(CHANNEL, listener, KEEP));
      for (int round = 0; round < 10; round++) {
        disk.leaveRoomFor(3_000);
        // Awaited, so that it is a batch of its own that fits; what follows may all be one that
        // does not.
        outcome(broker.publish(large(null))).ifPresent(p -> acknowledged.add(p.offset()));
        List<CompletionStage<Optional<Position>>> stages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          stages.add(broker.publish(large(null)));
        }
        stages.forEach(stage -> outcome(stage).ifPresent(p -> acknowledged.add(p.offset())));
        disk.leaveRoomFor(Long.MAX_VALUE);
        await().until(broker::available);
      }
      publish(broker, CHANNEL, "1");
    }

    assertThat(acknowledged).hasSizeBetween(10, 509);
    List<Long> expected = LongStream.rangeClosed(1, acknowledged.size()).boxed().toList();
    assertThat(acknowledged).isEqualTo(expected);
    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(offsets(history(broker, CHANNEL))).hasSize(acknowledged.size() + 1);
      assertThat(listener.offsets()).isEqualTo(offsets(history(broker, CHANNEL)));
    }
  }

  @Test
  void healsOnARealFullDisk() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0,
        "needs the right to mount");
    try (MemoryBroker broker = journal.open(disk.resolve("journal"))) {
      Path filler = disk.resolve("filler");
      Files.write(filler, new byte[512 << 10]);
      long stored = 0;
      while (outcome(broker.publish(large(null))).isPresent()) {
        stored++;
      }
      assertThat(stored).isBetween(100L, 600L);
      Files.delete(filler);
      await().until(broker::available);
      assertThat(publish(broker, CHANNEL, "1").offset()).isEqualTo(stored + 1);
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void refusesAtOnceWhenTooMuchWaits() {
    JournalOptions base = JournalOptions.defaults();
    journal.options =
        new JournalOptions(4, 1 << 20, base.retryAfter(), 1L << 30, "boot-1", base.files());
    List<CompletionStage<Optional<Position>>> stages = new ArrayList<>();
    try (MemoryBroker broker = journal.open(directory)) {
      for (int i = 0; i < 20_000; i++) {
        stages.add(broker.publish(large(null)));
      }
      List<Long> stored =
          stages.stream().flatMap(s -> outcome(s).stream()).map(Position::offset).toList();
      assertThat(stored).hasSizeBetween(1, 19_999);
      assertThat(stored).isEqualTo(LongStream.rangeClosed(1, stored.size()).boxed().toList());
    }
    assertThat(journal.metrics.scrape())
        .contains("tidewire_broker_refusals_total{reason=\"queue\"}");
  }

  @Test
  void losesNothingAcknowledgedWhenItsProcessIsKilled() throws Exception {
    Path journalDirectory = directory.resolve("journal");
    for (int round = 0; round < 3; round++) {
      Process child = startPublisher(journalDirectory, directory.resolve("log-" + round));
      List<Position> acknowledged = new ArrayList<>();
      try (var lines = child.inputReader()) {
        while (acknowledged.size() < 500 * (round + 1)) {
          acknowledged.add(position(lines.readLine()));
        }
        // The handle, unlike the process, leaves what the child wrote readable.
        assertThat(child.toHandle().destroyForcibly()).isTrue();
        for (String line = lines.readLine(); isWhole(line); line = lines.readLine()) {
          acknowledged.add(position(line));
        }
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      // The child was not told of another machine: it read the kernel's name itself.
      journal.options = JournalOptions.defaults();
      try (MemoryBroker broker = journal.open(journalDirectory)) {
        HistoryPage page = history(broker, CHANNEL);
        assertThat(page.top().epoch()).isEqualTo(acknowledged.getLast().epoch());
        assertThat(page.top().offset()).isGreaterThanOrEqualTo(acknowledged.getLast().offset());
        assertThat(acknowledged.stream().map(Position::offset).toList())
            .isEqualTo(
                LongStream.rangeClosed(
                        acknowledged.getFirst().offset(), acknowledged.getLast().offset())
                    .boxed()
                    .toList());
        assertThat(page.messages())
            .allSatisfy(message ->
                assertThat(message.data()).isEqualTo(Payload.of(String.valueOf(message.offset()))));
      }
    }
  }

  private static Process startPublisher(Path journal, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Xmx128m",
            KilledPublisher.class.getName(),
            journal.toString())
        .redirectError(log.toFile())
        .start();
  }

  private static boolean isWhole(@Nullable String line) {
    return line != null && line.endsWith(".");
  }

  private static Position position(String line) {
    assertThat(line).as("the child's answer").endsWith(".");
    String[] parts = line.substring(0, line.length() - 1).split(" ", 2);
    return new Position(parts[0], Long.parseLong(parts[1]));
  }

  private void useDisk(FullDisk disk) {
    JournalOptions base = journal.options;
    journal.options =
        new JournalOptions(
            base.maxQueued(),
            base.maxQueuedBytes(),
            Duration.ofMillis(5),
            base.compactFrom(),
            base.bootId(),
            disk);
  }

  private static Publish large(@Nullable String key) {
    return new Publish(
        CHANNEL,
        Payload.of("\"" + "x".repeat(1_000) + "\""),
        new UserId("alice"),
        key == null ? null : new IdempotencyKey(key),
        KEEP);
  }

  /** The position, or empty when the publish was refused. */
  private static Optional<Position> outcome(CompletionStage<Optional<Position>> stage) {
    try {
      return Stages.await(stage);
    } catch (RuntimeException e) {
      assertRefused(stage, ErrorCode.UNAVAILABLE);
      return Optional.empty();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    return process.waitFor();
  }

  private static List<Long> offsets(HistoryPage page) {
    return page.messages().stream().map(Message::offset).toList();
  }
}
