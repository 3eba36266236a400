package dev.tidewire.server.broker.memory;

import static dev.tidewire.server.broker.memory.JournalFixture.CHANNEL;
import static dev.tidewire.server.broker.memory.JournalFixture.OTHER;
import static dev.tidewire.server.broker.memory.JournalFixture.copy;
import static dev.tidewire.server.broker.memory.JournalFixture.history;
import static dev.tidewire.server.broker.memory.JournalFixture.newestSegment;
import static dev.tidewire.server.broker.memory.JournalFixture.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRecoveryTest {
  private final JournalFixture journal = new JournalFixture();

  @TempDir Path root;
  private Path directory;

  @BeforeEach
  void nameDirectory() {
    directory = root.resolve("journal");
  }

  @Test
  void continuesAfterACleanEnd() {
    HistoryPage before;
    try (MemoryBroker broker = journal.open(directory)) {
      publish(broker, CHANNEL, "1");
      publish(broker, CHANNEL, "\"ä😀\"", "key");
      before = history(broker, CHANNEL);
    }

    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL)).isEqualTo(before);
      assertThat(publish(broker, CHANNEL, "2", "key")).isEqualTo(before.top());
      assertThat(publish(broker, CHANNEL, "3")).isEqualTo(new Position(before.top().epoch(), 3));
    }
  }

  @Test
  void keepsTheEpochOfAChannelThatWasOnlyRead() {
    Position before;
    try (MemoryBroker broker = journal.open(directory)) {
      before = history(broker, CHANNEL).top();
    }

    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL).top()).isEqualTo(before);
    }
  }

  @Test
  void forgetsMessagesAndKeysThatBecameTooOldMeanwhile() {
    Position first;
    try (MemoryBroker broker = journal.open(directory)) {
      first = publish(broker, CHANNEL, "1", "key");
      journal.clock.pass(Duration.ofMinutes(59));
      publish(broker, CHANNEL, "2");
    }
    journal.clock.pass(Duration.ofMinutes(2));

    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(offsets(history(broker, CHANNEL))).containsExactly(2L);
      assertThat(publish(broker, CHANNEL, "3", "key")).isEqualTo(new Position(first.epoch(), 3));
    }
  }

  @Test
  void keepsTheRemainingWindowOfAKey() {
    Position first;
    try (MemoryBroker broker = journal.open(directory)) {
      first = publish(broker, CHANNEL, "1", "key");
    }
    journal.clock.pass(Duration.ofMinutes(4));

    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(publish(broker, CHANNEL, "1", "key")).isEqualTo(first);
      journal.clock.pass(Duration.ofMinutes(2));
      assertThat(publish(broker, CHANNEL, "1", "key").offset()).isEqualTo(2);
    }
  }

  @Test
  void keepsEveryWholeRecordWhereverTheFileIsCut() throws Exception {
    List<Long> ends = new ArrayList<>();
    Path crashed = root.resolve("crashed");
    String epoch;
    try (MemoryBroker broker = journal.open(directory)) {
      Path file = newestSegment(directory);
      for (int i = 1; i <= 2; i++) {
        epoch = publish(broker, CHANNEL, String.valueOf(i)).epoch();
        ends.add(Files.size(file));
      }
      epoch = history(broker, CHANNEL).top().epoch();
      copy(directory, crashed);
    }
    byte[] whole = Files.readAllBytes(newestSegment(crashed));
    for (int length = 0; length < whole.length; length++) {
      Path cut = root.resolve("cut-" + length);
      copy(crashed, cut);
      Files.write(newestSegment(cut), Arrays.copyOf(whole, length));
      int at = length;
      long expected = ends.stream().filter(end -> end <= at).count();
      try (MemoryBroker broker = journal.open(cut)) {
        HistoryPage page = history(broker, CHANNEL);
        assertThat(offsets(page)).as("cut at %d", length).isEqualTo(upTo(expected));
        if (expected > 0) {
          assertThat(page.top()).isEqualTo(new Position(epoch, expected));
        }
        assertThat(publish(broker, CHANNEL, "9").offset()).isEqualTo(expected + 1);
      }
      if (length % 16 == 0) {
        try (MemoryBroker broker = journal.open(cut)) {
          assertThat(offsets(history(broker, CHANNEL))).isEqualTo(upTo(expected + 1));
        }
      }
    }
  }

  @Test
  void changesEveryEpochWhicheverByteIsFlipped() throws Exception {
    Path crashed = root.resolve("crashed");
    Position one;
    Position other;
    try (MemoryBroker broker = journal.open(directory)) {
      publish(broker, CHANNEL, "1");
      other = publish(broker, OTHER, "2");
      one = publish(broker, CHANNEL, "3");
      copy(directory, crashed);
    }
    byte[] whole = Files.readAllBytes(newestSegment(crashed));
    for (int at = 0; at < whole.length; at++) {
      Path flipped = root.resolve("flipped-" + at);
      copy(crashed, flipped);
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(newestSegment(flipped), bytes);
      Position afterwards;
      try (MemoryBroker broker = journal.open(flipped)) {
        afterwards = history(broker, CHANNEL).top();
        assertThat(afterwards.epoch()).as("flipped at %d", at).isNotEqualTo(one.epoch());
        assertThat(afterwards.offset()).isLessThanOrEqualTo(one.offset());
        assertThat(history(broker, OTHER).top().epoch()).isNotEqualTo(other.epoch());
        assertThat(publish(broker, CHANNEL, "4"))
            .isEqualTo(new Position(afterwards.epoch(), afterwards.offset() + 1));
      }
      if (at % 16 == 0) {
        try (MemoryBroker broker = journal.open(flipped)) {
          assertThat(history(broker, CHANNEL).top())
              .isEqualTo(new Position(afterwards.epoch(), afterwards.offset() + 1));
        }
      }
    }
  }

  @Test
  void changesEpochsWhenTheMachineEndedWithoutACleanEnd() throws Exception {
    Path crashed = root.resolve("crashed");
    Position before;
    try (MemoryBroker broker = journal.open(directory)) {
      before = publish(broker, CHANNEL, "1", "key");
      copy(directory, crashed);
    }
    bootAgainAs("boot-2");

    try (MemoryBroker broker = journal.open(crashed)) {
      HistoryPage page = history(broker, CHANNEL);
      assertThat(page.top().epoch()).isNotEqualTo(before.epoch());
      assertThat(offsets(page)).containsExactly(1L);
      assertThat(publish(broker, CHANNEL, "1", "key")).isEqualTo(page.top());
    }
    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL).top())
          .as("after a clean end nothing can be missing")
          .isEqualTo(before);
    }
  }

  @Test
  void changesEpochsAfterAnUncleanEndWhereTheKernelHasNoName() throws Exception {
    bootAgainAs(BootId.UNKNOWN);
    Path crashed = root.resolve("crashed");
    Position before;
    try (MemoryBroker broker = journal.open(directory)) {
      before = publish(broker, CHANNEL, "1");
      copy(directory, crashed);
    }

    try (MemoryBroker broker = journal.open(crashed)) {
      assertThat(history(broker, CHANNEL).top().epoch()).isNotEqualTo(before.epoch());
    }
  }

  @Test
  void noticesAMissingSegment() throws Exception {
    Position before;
    try (MemoryBroker broker = journal.open(directory)) {
      before = publish(broker, CHANNEL, "1");
    }
    for (String boot : List.of("boot-2", "boot-3")) {
      bootAgainAs(boot);
      try (MemoryBroker broker = journal.open(directory)) {
        before = publish(broker, CHANNEL, "2");
      }
    }
    Files.delete(JournalFixture.segments(directory).get(1));

    try (MemoryBroker broker = journal.open(directory)) {
      assertThat(history(broker, CHANNEL).top().epoch()).isNotEqualTo(before.epoch());
    }
  }

  @Test
  void refusesAFormatThatItDoesNotKnow() throws Exception {
    journal.open(directory).close();
    Path file = newestSegment(directory);
    byte[] bytes = Files.readAllBytes(file);
    SegmentHeader header = new SegmentHeader(2, SegmentHeader.Kind.BASE, 1, "boot-1");
    System.arraycopy(header.encode().array(), 0, bytes, 0, SegmentHeader.BYTES);
    Files.write(file, bytes);

    assertThatThrownBy(() -> journal.open(directory))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("has format 2; this version reads format 1.");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (MemoryBroker broker = journal.open(directory)) {
      assertThatThrownBy(() -> journal.open(directory))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("is in use by another process.");
      assertThat(broker.available()).isTrue();
    }
    journal.open(directory).close();
  }

  private void bootAgainAs(String bootId) {
    journal.options =
        JournalFixture.options(journal.options, bootId, journal.options.compactFrom());
  }

  private static List<Long> offsets(HistoryPage page) {
    return page.messages().stream().map(Message::offset).toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
