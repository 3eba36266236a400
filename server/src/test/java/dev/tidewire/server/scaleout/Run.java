package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.CheckHistory;
import dev.tidewire.server.checker.Event;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.HistoryLog;
import dev.tidewire.server.checker.Mark;
import dev.tidewire.server.checker.Verdict;
import dev.tidewire.server.scaleout.RecordingClient.Manners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run of clients and publishers against servers that something happens to, and the verdict on
 * what they saw. A history that is not clean stays in the build folder. Confined to the test's
 * thread.
 */
final class Run implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path FOLDER = Path.of("target", "histories");
  private static final long ENOUGH = 20;

  private final Path file;
  private final HistoryLog log;
  private final Crew crew;
  private final List<RecordingClient> clients = new ArrayList<>();
  private final List<RecordingPublisher> publishers = new ArrayList<>();

  private Run(Path file, Function<HistoryLog, Crew> crew) {
    this.file = file;
    this.log = HistoryLog.create(file);
    this.crew = crew.apply(log);
  }

  /** A run whose history is kept under this name if it is not clean. */
  static Run named(String name, Function<HistoryLog, Crew> crew) {
    try {
      return new Run(Files.createDirectories(FOLDER).resolve(name + ".jsonl"), crew);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Connects so many clients to these channels, and waits until they are subscribed. Every third of
   * them knows close codes only.
   */
  Run clients(int count, Supplier<URI> node, List<String> channels) {
    for (int i = 1; i <= count; i++) {
      Manners manners = i % 3 == 0 ? Manners.WAITS_FOR_THE_CLOSE : Manners.LEAVES_WHEN_TOLD;
      RecordingClient client = new RecordingClient(crew, "c-" + i, manners, node, channels);
      clients.add(client);
      client.start();
    }
    awaitClients();
    return this;
  }

  /** Lets so many publishers publish to these channels over these nodes, one every while. */
  Run publishers(int count, List<URI> nodes, List<String> channels, Duration every) {
    for (int i = 1; i <= count; i++) {
      RecordingPublisher publisher = new RecordingPublisher(crew, "p-" + i, nodes, channels, every);
      publishers.add(publisher);
      publisher.start();
    }
    awaitPublishes();
    return this;
  }

  /**
   * Does something bad, waits until it is over and something was published meanwhile, and then
   * until all clients are back.
   */
  void fault(String name, Runnable harm, Callable<Boolean> isOver) {
    crew.log(at -> new Event.FaultStarted(at, name));
    harm.run();
    await(name, isOver);
    awaitPublishes();
    awaitClients();
    crew.log(at -> new Event.FaultStopped(at, name));
  }

  /** Waits until every client is subscribed. */
  void awaitClients() {
    await(
        "the clients",
        () -> clients.stream().allMatch(client -> client.isLive() || client.failure().isPresent()));
    assertThat(clients).allSatisfy(client -> assertThat(client.failure()).isEmpty());
  }

  /** Waits until every publisher has published something more. */
  void awaitPublishes() {
    for (RecordingPublisher publisher : publishers) {
      long before = publisher.acknowledged();
      await(publisher.toString(), () -> publisher.acknowledged() >= before + ENOUGH);
    }
  }

  /** Waits until every client has what was published up to now, whatever has come of epochs. */
  void awaitDeliveries() {
    Map<String, Mark> tops = tops();
    await(
        "the clients at " + tops,
        () -> clients.stream().allMatch(client -> client.hasReached(tops)));
  }

  /** Lets everything come to rest and judges it. */
  Verdict finish(Expectations expectations) {
    CompletableFuture<?>[] stopped =
        publishers.stream().map(RecordingPublisher::stop).toArray(CompletableFuture[]::new);
    await("the last publishes", CompletableFuture.allOf(stopped)::isDone);
    awaitDeliveries();
    clients.forEach(RecordingClient::logStands);
    close();
    try {
      Verdict verdict = CheckHistory.check(List.of(file), expectations);
      if (verdict.isClean()) {
        Files.delete(file);
      }
      return verdict;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    clients.forEach(RecordingClient::stop);
    crew.close();
    log.close();
  }

  private Map<String, Mark> tops() {
    Map<String, Mark> tops = new HashMap<>();
    publishers.forEach(publisher ->
        publisher.tops().forEach((channel, mark) -> tops.merge(channel, mark, Run::later)));
    return tops;
  }

  private void await(String what, Callable<Boolean> met) {
    try {
      Awaitility.await(what)
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(met);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(what + " in vain.\n" + this, e);
    }
  }

  @Override
  public String toString() {
    return publishers
        + "\n"
        + clients.stream().map(RecordingClient::toString).collect(Collectors.joining("\n"));
  }

  private static Mark later(Mark one, Mark other) {
    return one.epoch().equals(other.epoch()) && one.offset() > other.offset() ? one : other;
  }
}
