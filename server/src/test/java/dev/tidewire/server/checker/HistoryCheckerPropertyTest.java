package dev.tidewire.server.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class HistoryCheckerPropertyTest {
  /** What announced resets bring with them. */
  private static final Expectations WITH_RESETS =
      Expectations.defaults()
          .with(Expectation.MAX_RESETS, Long.MAX_VALUE)
          .with(Expectation.MAX_ANNOUNCED_LOSSES, Long.MAX_VALUE);

  @Property(tries = 500)
  void passesEveryCleanHistory(@ForAll long seed, @ForAll @IntRange(max = 400) int steps) {
    Verdict verdict = check(RandomHistory.of(seed, steps));
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
  }

  @Property(tries = 2000)
  void flagsEverySingleAnomaly(
      @ForAll long seed, @ForAll @IntRange(max = 300) int steps, @ForAll Mutation mutation) {
    List<Event> clean = RandomHistory.of(seed, steps);
    Optional<List<Event>> spoilt = mutation.of(clean, new Random(seed));
    Assume.that(spoilt.isPresent());
    assertThat(check(spoilt.get()).isClean()).as(mutation + " in " + spoilt.get()).isFalse();
  }

  private static Verdict check(List<Event> history) {
    HistoryChecker checker = new HistoryChecker(WITH_RESETS);
    history.forEach(checker::accept);
    return checker.verdict();
  }
}
