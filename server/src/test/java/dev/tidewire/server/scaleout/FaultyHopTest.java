package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.Expectation;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.Verdict;
import dev.tidewire.server.support.process.ServerProcess;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What happens between three nodes and their Redis is healed, or everybody is told. Clients keep
 * their sockets meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultyHopTest {
  private static final int CLIENTS = 30;
  private static final Callable<Boolean> AT_ONCE = () -> true;
  private static final Expectations EXPECTED =
      Expectations.defaults()
          .with(Expectation.MIN_CLIENTS, CLIENTS)
          .with(Expectation.MIN_FAULTS, 1)
          .with(Expectation.MIN_PUBLISHED_PER_FAULT, 20)
          .with(Expectation.MIN_STANDING, 3 * CLIENTS);
  private static final Expectations EXPECTED_WITH_RESETS =
      EXPECTED
          .with(Expectation.MAX_RESETS, Long.MAX_VALUE)
          .with(Expectation.MAX_ANNOUNCED_LOSSES, Long.MAX_VALUE);

  /** Each is closed once, by its client, when the run is over. */
  private static final String SOCKETS_STAY_OPEN = "closed with {1000=" + CLIENTS + "}";

  private ThreeNodes three;

  @BeforeAll
  void start() {
    three = ThreeNodes.start();
  }

  @AfterAll
  void stop() {
    three.close();
  }

  @Test
  void losesNothingWhenTheSubscribedConnectionsAreKilled() {
    Verdict verdict =
        judge(
            "subscriptions",
            EXPECTED,
            run -> {
              for (int i = 0; i < 3; i++) {
                run.fault("kill-" + i, this::killSubscriptions, AT_ONCE);
              }
            });
    assertThat(verdict.summary()).as("sockets stay open").contains(SOCKETS_STAY_OPEN);
  }

  /** A restart of Redis is told, too, because nobody can know what it came back with. */
  @Test
  void tellsEverybodyWhenRedisRestartsOrLosesEverythingOrGoesBackInTime() {
    Verdict verdict =
        judge(
            "memory",
            EXPECTED_WITH_RESETS,
            run -> {
              // A node that is still away at the next fault has one epoch to tell of, not two.
              run.fault("restart", this::restartRedis, AT_ONCE);
              run.awaitDeliveries();
              run.fault("empty", this::loseEverything, AT_ONCE);
              run.awaitDeliveries();
              Path snapshot = three.redis().snapshot();
              run.awaitPublishes();
              run.fault("back-in-time", () -> goBackTo(snapshot), AT_ONCE);
            });
    assertThat(verdict.measured().get(Expectation.MAX_RESETS))
        .isGreaterThanOrEqualTo(3 * 3L * CLIENTS);
    assertThat(verdict.summary()).as("sockets stay open").contains(SOCKETS_STAY_OPEN);
  }

  @Test
  void losesNothingWhenANodeStandsStill() {
    ServerProcess node = three.servers().getFirst();
    judge(
        "pause",
        EXPECTED,
        run ->
            run.fault(
                "pause",
                () -> {
                  node.pause();
                  run.awaitPublishes();
                  node.resume();
                },
                AT_ONCE));
  }

  private Verdict judge(String name, Expectations expectations, Consumer<Run> faults) {
    List<String> channels = ThreeNodes.channels(name);
    try (Run run = Run.named("hop-" + name, Crew::of)) {
      run.clients(CLIENTS, three::nextWebSocket, channels);
      three.publish(run, channels);
      faults.accept(run);
      Verdict verdict = run.finish(expectations);
      System.out.println(verdict);
      assertThat(verdict.isClean()).as(() -> three.explain(verdict)).isTrue();
      return verdict;
    }
  }

  private void killSubscriptions() {
    long killed = three.redis().ask(commands -> commands.clientKill(KillArgs.Builder.typePubsub()));
    assertThat(killed).isGreaterThanOrEqualTo(3);
  }

  private void restartRedis() {
    three.redis().stop();
    three.redis().startAgain();
  }

  private void loseEverything() {
    three.redis().kill();
    three.redis().startAgainEmpty();
  }

  private void goBackTo(Path snapshot) {
    three.redis().kill();
    three.redis().startAgainWith(snapshot);
  }
}
