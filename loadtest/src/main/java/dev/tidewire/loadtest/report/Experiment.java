package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs of the same experiment, side by side in the order in which they were given.
 *
 * @param isCurve whether its runs are points of growth curves
 */
record Experiment(String name, List<Result> results, boolean isCurve) {
  /** What a run of it is called in a table. */
  String nameOf(Result result) {
    Double x = result.x();
    return isCurve && x != null ? "%s, %,.0f".formatted(result.label(), x) : result.label();
  }

  /** Two runs, of whatever: each is shown by itself, and the second by the first. */
  boolean isOfTwo() {
    return results.size() == 2;
  }

  /** The same with one run of each: what is drawn, because further rounds would hide it. */
  Experiment ofFirstRound() {
    return isOfTwo()
        ? this
        : new Experiment(name, Rounds.of(this).stream().map(Rounds::first).toList(), isCurve);
  }

  static List<Experiment> of(List<Result> results) {
    Map<String, List<Result>> byName = new LinkedHashMap<>();
    for (Result result : results) {
      byName.computeIfAbsent(result.experiment(), none -> new ArrayList<>()).add(result);
    }
    List<Experiment> experiments = new ArrayList<>();
    byName.forEach((name, runs) -> experiments.add(of(name, runs)));
    return experiments;
  }

  private static Experiment of(String name, List<Result> runs) {
    return new Experiment(name, runs, runs.stream().allMatch(run -> run.x() != null));
  }
}
