package dev.tidewire.server.checker;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a history proved.
 *
 * @param broken each broken rule with how often
 * @param examples the first violations of each rule
 * @param measured the figures of the run
 * @param summary the figures for people
 */
public record Verdict(
    Map<Rule, Long> broken,
    List<Violation> examples,
    Map<Expectation, Long> measured,
    String summary) {
  /** Whether every promise was kept and enough happened to say so. */
  public boolean isClean() {
    return broken.isEmpty();
  }

  @Override
  public String toString() {
    if (isClean()) {
      return "The history is clean.\n" + summary;
    }
    return "The history breaks "
        + broken
        + "\n"
        + examples.stream().map(Violation::toString).collect(Collectors.joining("\n"))
        + "\n"
        + summary;
  }
}
