package dev.tidewire.server.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories on their way through files. */
final class CheckHistoryTest {
  private static final Mark MARK = new Mark("e", 7);

  @TempDir Path folder;

  static List<Event> events() {
    return List.of(
        new Event.PublishInvoked(1, "p", "chat:1", "m"),
        new Event.PublishOk(2, "p", "chat:1", "m", Optional.of(MARK)),
        new Event.PublishOk(2, "p", "typing:1", "m", Optional.empty()),
        new Event.PublishFailed(3, "p", "chat:1", "m", "too_large"),
        new Event.PublishUnknown(4, "p", "chat:1", "m", "timeout"),
        new Event.Connected(5, "c", "s", "n"),
        new Event.Subscribed(
            6, "c", "chat:1", Optional.of(MARK), 3, Optional.empty(), Optional.empty()),
        new Event.Subscribed(
            6, "c", "chat:1", Optional.of(MARK), 3, Optional.of(MARK), Optional.of(true)),
        new Event.Delivered(7, "c", "chat:1", Optional.of(MARK), "m"),
        new Event.Delivered(7, "c", "typing:1", Optional.empty(), "m"),
        new Event.Gap(8, "c", "chat:1", MARK),
        new Event.Unsubscribed(9, "c", "chat:1"),
        new Event.Draining(10, "c", 1400),
        new Event.Disconnected(11, "c", 1006),
        new Event.Stands(12, "c", "chat:1", MARK),
        new Event.Barred(13, "c", "chat:1", 5_000_000),
        new Event.Forbidden(14, "c", "chat:1"),
        new Event.FaultStarted(15, "f"),
        new Event.FaultStopped(16, "f"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsWhatItWrote(Event event) throws IOException {
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  @Test
  void mergesTheLogsOfSeveralProcessesByTime() throws IOException {
    List<Event> history = RandomHistory.of(11, 2000);
    List<Path> files = split(history);
    Expectations expectations =
        Expectations.defaults()
            .with(Expectation.MAX_RESETS, 10_000)
            .with(Expectation.MAX_ANNOUNCED_LOSSES, 10_000)
            .with(Expectation.MIN_PUBLISHED, 300)
            .with(Expectation.MIN_CLIENTS, 3);
    Verdict verdict = CheckHistory.check(files, expectations);
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();

    Verdict withoutAClient = CheckHistory.check(files.subList(1, 4), expectations);
    assertThat(withoutAClient.broken()).containsOnlyKeys(Rule.VACUOUS);
    Verdict withoutPublishers = CheckHistory.check(files.subList(0, 3), expectations);
    assertThat(withoutPublishers.broken()).containsKey(Rule.PHANTOM);
  }

  @Test
  void exitsWithZeroOneOrTwo() throws IOException {
    List<String> files = split(RandomHistory.of(5, 300)).stream().map(Path::toString).toList();
    List<String> arguments = new ArrayList<>(files);
    arguments.add("--max-resets=1000");
    arguments.add("--max-announced-losses=1000");
    assertThat(CheckHistory.run(arguments)).isZero();
    arguments.add("--min-published=1000000");
    assertThat(CheckHistory.run(arguments)).isEqualTo(1);
    arguments.add("--max-typos=1");
    assertThat(CheckHistory.run(arguments)).isEqualTo(2);
    assertThat(CheckHistory.run(List.of(folder.resolve("missing").toString()))).isEqualTo(2);
  }

  @Test
  void forgivesHalfALineAtTheEndOfAKilledProcessAndNowhereElse() throws IOException {
    Path file = folder.resolve("log");
    try (HistoryLog log = HistoryLog.create(file)) {
      for (Event event : events().subList(0, 2)) {
        log.add(_ -> event);
      }
      log.add(at -> new Event.Connected(at, "c", "s", "n"));
    }
    Files.writeString(file, "{\"event\":\"deliv", StandardOpenOption.APPEND);
    Expectations few = Expectations.defaults().with(Expectation.MIN_STANDING, 0);
    few = few.with(Expectation.MIN_DELIVERED, 0);
    assertThat(CheckHistory.check(List.of(file), few).isClean()).isTrue();

    Files.writeString(
        file, "\n" + EventJson.write(events().getLast()) + "\n{}\n", StandardOpenOption.APPEND);
    Verdict verdict = CheckHistory.check(List.of(file), few);
    assertThat(verdict.broken()).containsEntry(Rule.BROKEN_LOG, 3L);
  }

  @Test
  void writesTimesInTheOrderOfTheLines() throws IOException {
    AtomicLong clock = new AtomicLong(5_000);
    Path file = folder.resolve("log");
    try (HistoryLog log = HistoryLog.create(file, () -> clock.getAndAdd(1_000))) {
      log.add(at -> new Event.FaultStarted(at, "f"));
      log.add(at -> new Event.FaultStopped(at, "f"));
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"event\":\"fault-started\",\"at\":5,\"fault\":\"f\"}",
            "{\"event\":\"fault-stopped\",\"at\":6,\"fault\":\"f\"}");
  }

  private List<Path> split(List<Event> history) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String who : List.of("c-1", "c-2", "c-3", "rest")) {
      Path file = folder.resolve(who + ".jsonl");
      try (HistoryLog log = HistoryLog.create(file)) {
        history.stream()
            .filter(event -> who.equals(owner(event)))
            .forEach(event -> log.add(_ -> event));
      }
      files.add(file);
    }
    return files;
  }

  private static String owner(Event event) {
    return switch (event) {
      case Event.Connected connected -> connected.client();
      case Event.Subscribed subscribed -> subscribed.client();
      case Event.Delivered delivered -> delivered.client();
      case Event.Gap gap -> gap.client();
      case Event.Unsubscribed unsubscribed -> unsubscribed.client();
      case Event.Disconnected disconnected -> disconnected.client();
      case Event.Stands stands -> stands.client();
      default -> "rest";
    };
  }
}
