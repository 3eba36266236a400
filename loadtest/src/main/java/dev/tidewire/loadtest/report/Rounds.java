package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs of one peer in one experiment: one, or one for each round in which the peers took turns.
 * A row of a table shows their medians.
 *
 * @param name what the row is called
 */
record Rounds(String name, List<Result> results) {
  /** The rows of an experiment, in the order of their first runs. */
  static List<Rounds> of(Experiment experiment) {
    Map<String, List<Result>> byName = new LinkedHashMap<>();
    for (Result result : experiment.results()) {
      byName.computeIfAbsent(experiment.nameOf(result), none -> new ArrayList<>()).add(result);
    }
    return byName.entrySet().stream()
        .map(entry -> new Rounds(entry.getKey(), entry.getValue()))
        .toList();
  }

  int count() {
    return results.size();
  }

  boolean areSeveral() {
    return count() > 1;
  }

  /** Whether the generator was saturated in one of them. */
  boolean areDoubtful() {
    return results.stream().anyMatch(result -> result.generator().saturated());
  }

  /** The median; of an even number of rounds the mean of the two in the middle. */
  String median(Column column) {
    List<Double> values = values(column);
    if (values.isEmpty()) {
      return Column.NONE;
    }
    double upper = values.get(values.size() / 2);
    double lower = values.get((values.size() - 1) / 2);
    return column.format().formatted((lower + upper) / 2);
  }

  /** The lowest and the highest. */
  String range(Column column) {
    List<Double> values = values(column);
    return values.isEmpty()
        ? Column.NONE
        : column.format().formatted(values.getFirst())
            + " to "
            + column.format().formatted(values.getLast());
  }

  private List<Double> values(Column column) {
    return results.stream().map(column::value).flatMap(Optional::stream).sorted().toList();
  }
}
