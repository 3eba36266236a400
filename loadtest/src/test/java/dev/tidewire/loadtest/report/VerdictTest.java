package dev.tidewire.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.loadtest.measure.GeneratorHealth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Test
  void saysNothingOfAMachineThatWasGivenNearlyAllOfItsTime() {
    assertThat(whyAfter(0.1)).isEmpty();
  }

  @Test
  void invalidatesARunInWhichTheHypervisorKeptTheCoresToItself() {
    assertThat(whyAfter(0.11))
        .containsExactly("The hypervisor kept 11 % of the cores' time to itself.");
  }

  /** What is wrong with ten seconds in which this share of all cores was stolen. */
  private static List<String> whyAfter(double stolenShare) {
    GeneratorHealth.Reading before = reading(0, 5 * SECOND);
    long stolen = Math.round(stolenShare * 10 * SECOND * CORES);
    return Verdict.ofTheMachine(reading(10 * SECOND, 5 * SECOND + stolen).since(before));
  }

  private static GeneratorHealth.Reading reading(long atNanos, long stolenNanos) {
    return new GeneratorHealth.Reading(atNanos, 0, List.of(0L), 0, stolenNanos);
  }
}
