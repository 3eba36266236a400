package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.Expectation;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.Rule;
import dev.tidewire.server.checker.Verdict;
import dev.tidewire.server.support.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is alone, killed and started again. */
final class OneNodeTest {
  private static final List<String> CHANNELS = List.of("chat:one", "chat:two");
  private static final int CLIENTS = 20;

  @TempDir Path folder;

  @Test
  void losesNothingWhenItIsKilledAndHasADataFolder() {
    Verdict verdict = killedOnce("one-node-with-data", "data-dir", folder.toString());
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
  }

  /** So that the test above is known to be able to fail. */
  @Test
  void isSeenToLoseEverythingWhenItIsKilledAndHasNone() {
    Verdict verdict = killedOnce("one-node-without-data");
    assertThat(verdict.broken()).containsKeys(Rule.LIMIT, Rule.VACUOUS);
    assertThat(verdict.measured().get(Expectation.MAX_RESETS))
        .isGreaterThanOrEqualTo((long) CLIENTS * CHANNELS.size());
    assertThat(verdict.measured()).containsEntry(Expectation.MIN_RESUMES_PER_CLIENT, 0L);
  }

  private static Verdict killedOnce(String name, String... settings) {
    try (ServerProcess server = ServerProcess.start(settings).awaitReady();
        Run run = Run.named(name, Crew::of)) {
      run.clients(CLIENTS, server::webSocket, CHANNELS)
          .publishers(2, List.of(server.publishApi()), CHANNELS, Duration.ofMillis(5));
      run.fault(
          "kill",
          () -> {
            server.kill();
            server.startAgain().awaitReady();
          },
          () -> true);
      return run.finish(
          Expectations.defaults()
              .with(Expectation.MIN_CLIENTS, CLIENTS)
              .with(Expectation.MIN_FAULTS, 1)
              .with(Expectation.MIN_PUBLISHED_PER_FAULT, 10)
              .with(Expectation.MIN_RESUMES_PER_CLIENT, CHANNELS.size()));
    }
  }
}
