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
