package dev.tidewire.server.broker.memory;

import static dev.tidewire.server.broker.memory.JournalFixture.CHANNEL;
import static dev.tidewire.server.broker.memory.JournalFixture.OTHER;
import static dev.tidewire.server.broker.memory.JournalFixture.copy;
import static dev.tidewire.server.broker.memory.JournalFixture.history;
import static dev.tidewire.server.broker.memory.JournalFixture.publish;
import static dev.tidewire.server.broker.memory.JournalFixture.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCompactionTest {
  private static final Retention TWO = new Retention(2, Duration.ofHours(1), Duration.ofMinutes(5));

  private final JournalFixture journal = new JournalFixture();

  @TempDir Path root;

  @Test
  void writesOnlyWhatIsAliveAndLosesNothingOfThat() throws Exception {
    Path directory = root.resolve("journal");
    journal.options = JournalFixture.options(journal.options, "boot-1", 1);
    HistoryPage one;
    HistoryPage other;
    Position keyed;
    long bytesBefore;
    try (MemoryBroker broker = journal.open(directory)) {
      keyed = publish(broker, CHANNEL, "0", "key");
      publishTrimmed(broker, 200);
      publish(broker, OTHER, "1");
      bytesBefore = new JournalFiles(directory).totalBytes();
      broker.sweep();
      awaitBase(directory, 1);
      publish(broker, OTHER, "2");
      one = history(broker, CHANNEL);
      other = history(broker, OTHER);
    }

    assertThat(new JournalFiles(directory).totalBytes()).isLessThan(bytesBefore / 10);
    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL)).isEqualTo(one);
      assertThat(one.messages()).hasSize(2);
      assertThat(history(broker, OTHER)).isEqualTo(other);
      assertThat(publish(broker, CHANNEL, "0", "key")).isEqualTo(keyed);
    }
  }

  @Test
  void leavesAJournalAloneThatIsMostlyAlive() throws Exception {
    Path directory = root.resolve("journal");
    journal.options = JournalFixture.options(journal.options, "boot-1", 1);
    try (MemoryBroker broker = journal.open(directory)) {
      for (int i = 0; i < 100; i++) {
        publish(broker, CHANNEL, "\"some text of usual length\"");
      }
      broker.sweep();
    }

    assertThat(segments(directory)).hasSize(1);
  }

  @Test
  void missesNothingThatIsPublishedMeanwhile() throws Exception {
    Path directory = root.resolve("journal");
    journal.options = JournalFixture.options(journal.options, "boot-1", 1);
    AtomicBoolean enough = new AtomicBoolean();
    HistoryPage one;
    HistoryPage other;
    try (MemoryBroker broker = journal.open(directory);
        ExecutorService publisher = Executors.newSingleThreadExecutor()) {
      Future<Integer> rounds = publisher.submit(() -> publishUntil(enough, broker));
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> {
            broker.sweep();
            return new JournalFiles(directory).numbers().getLast() > 5;
          });
      enough.set(true);
      assertThat(rounds.get()).isPositive();
      one = history(broker, CHANNEL);
      other = history(broker, OTHER);
      assertThat(other.messages()).hasSize(rounds.get());
    }

    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL)).isEqualTo(one);
      assertThat(history(broker, OTHER)).isEqualTo(other);
      long last = other.top().offset();
      assertThat(publish(broker, OTHER, "1", "k1").offset()).isEqualTo(1);
      assertThat(publish(broker, OTHER, "1", "k" + last).offset()).isEqualTo(last);
    }
  }

  private static int publishUntil(AtomicBoolean enough, MemoryBroker broker) {
    int rounds = 0;
    while (!enough.get()) {
      rounds++;
      publishTrimmed(broker, 100);
      assertThat(publish(broker, OTHER, "1", "k" + rounds).offset()).isEqualTo(rounds);
    }
    return rounds;
  }

  @Test
  void survivesACrashBetweenAnyTwoOfItsSteps() throws Exception {
    Path before = root.resolve("before");
    Path after = root.resolve("after");
    HistoryPage expected = compactThreeSegments(before, after);
    byte[] base = Files.readAllBytes(new JournalFiles(after).segment(3));

    for (int length : new int[] {0, 10, SegmentHeader.BYTES, base.length / 2, base.length}) {
      Path writing = root.resolve("writing-" + length);
      copy(before, writing);
      Files.write(new JournalFiles(writing).unfinished(3), Arrays.copyOf(base, length));
      assertRecovers(writing, expected);
      assertThat(new JournalFiles(writing).unfinished(3)).doesNotExist();
    }
    for (int deleted = 0; deleted < 3; deleted++) {
      Path deleting = root.resolve("deleting-" + deleted);
      copy(before, deleting);
      Files.write(new JournalFiles(deleting).segment(3), base);
      for (int number = 1; number <= deleted; number++) {
        Files.delete(new JournalFiles(deleting).segment(number));
      }
      assertRecovers(deleting, expected);
      assertThat(new JournalFiles(deleting).numbers()).containsExactly(3L, 4L);
    }
  }

  /**
   * Makes a journal of three segments and compacts it.
   *
   * @param before what is there when the compaction has begun the fourth segment
   * @param after what is there at the end
   * @return the history all the while
   */
  private HistoryPage compactThreeSegments(Path before, Path after) throws Exception {
    Path directory = root.resolve("journal");
    for (String boot : List.of("boot-1", "boot-2", "boot-3")) {
      journal.options = JournalFixture.options(journal.options, boot, 1L << 30);
      try (MemoryBroker broker = journal.open(directory)) {
        publishTrimmed(broker, 20);
      }
    }
    copy(directory, before);
    journal.options = JournalFixture.options(journal.options, "boot-3", 1);
    try (MemoryBroker broker = journal.open(directory)) {
      HistoryPage expected = history(broker, CHANNEL);
      broker.sweep();
      awaitBase(directory, 3);
      copy(directory, after);
      Files.copy(new JournalFiles(after).segment(4), new JournalFiles(before).segment(4));
      assertThat(new JournalFiles(before).numbers()).containsExactly(1L, 2L, 3L, 4L);
      assertThat(new JournalFiles(after).numbers()).containsExactly(3L, 4L);
      return expected;
    }
  }

  private void assertRecovers(Path directory, HistoryPage expected) {
    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL)).isEqualTo(expected);
      assertThat(publish(broker, CHANNEL, "1"))
          .isEqualTo(new Position(expected.top().epoch(), expected.top().offset() + 1));
    }
    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL).top().offset()).isEqualTo(expected.top().offset() + 1);
    }
  }

  private static void publishTrimmed(MemoryBroker broker, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(
              broker.publish(
                  new Publish(CHANNEL, Payload.of("\"" + "x".repeat(50) + "\""), null, null, TWO)))
          .succeedsWithin(Duration.ofSeconds(10));
    }
  }

  private static void awaitBase(Path directory, long number) {
    await()
        .until(() -> {
          List<Path> segments = segments(directory);
          return new JournalFiles(directory).numbers().getFirst() == number
              && isBase(segments.getFirst())
              && segments.size() > 1;
        });
  }

  private static boolean isBase(Path segment) throws IOException {
    SegmentHeader header = SegmentHeader.decode(JournalReader.firstBytes(segment));
    return header != null && header.kind() == SegmentHeader.Kind.BASE;
  }
}
