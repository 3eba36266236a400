package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.Expectation;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.Verdict;
import dev.tidewire.server.support.process.Release;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Three nodes on one Redis become the next release one after the other, and the one before again,
 * in the middle of the day: nothing is lost, nothing comes twice, and nobody is reset.
 */
final class RollingUpgradeTest {
  private static final int CLIENTS = 60;
  private static final int RESTARTS = 6;

  @Test
  void losesNothingOnTheWayToTheNextReleaseAndBack() {
    Release previous = Release.previous();
    List<String> channels = ThreeNodes.channels("upgrade");
    try (ThreeNodes three = ThreeNodes.start(previous);
        Run run = Run.named("rolling-upgrade", Crew::of)) {
      run.clients(CLIENTS, three::nextWebSocket, channels);
      three.publish(run, channels);

      three.roll(run, Release.CURRENT);
      three.roll(run, previous);

      Expectations expectations =
          ThreeNodes.expectations(CLIENTS).with(Expectation.MIN_FAULTS, RESTARTS);
      Verdict verdict = run.finish(expectations);
      System.out.println(verdict); // The figures of a good run are worth a look, too.
      assertThat(verdict.isClean()).as(() -> three.explain(verdict)).isTrue();
    }
  }
}
