package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one peer in one experiment: one, or one for each round in which the peers took turns.
 * A row of a table shows their medians.
 *
 * @param name what the row is called
 */
record Rounds(String name, List<Result> results) {
  private static final String RATIO = "%.2f";

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

  Result first() {
    return results.getFirst();
  }

  String label() {
    return first().label();
  }

  /** Where on a growth curve they are. */
  @Nullable Double x() {
    return first().x();
  }

  boolean isAt(@Nullable Double x) {
    return Objects.equals(x(), x);
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

  /** The median as it is shown. */
  String median(Column column) {
    return medianValue(column).map(column.format()::formatted).orElse(Column.NONE);
  }

  Optional<Double> medianValue(Column column) {
    List<Double> values = results.stream().map(column::value).flatMap(Optional::stream).toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(median(values));
  }

  /** The lowest and the highest. */
  String range(Column column) {
    List<Double> values = results.stream().map(column::value).flatMap(Optional::stream).toList();
    return values.isEmpty() ? Column.NONE : range(values, column.format());
  }

  /**
   * These by others: the median of the ratios of the first rounds, the second ones and so on, and
   * the lowest and highest.
   */
  String by(Rounds others, Column column) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(count(), others.count()); i++) {
      Optional<Double> ours = column.value(results.get(i));
      column
          .value(others.results.get(i))
          .filter(value -> value != 0)
          .flatMap(theirs -> ours.map(value -> value / theirs))
          .ifPresent(ratios::add);
    }
    if (ratios.isEmpty()) {
      return Column.NONE;
    }
    String middle = RATIO.formatted(median(ratios));
    return ratios.size() == 1 ? middle : "%s (%s)".formatted(middle, range(ratios, RATIO));
  }

  private static String range(List<Double> values, String format) {
    List<Double> sorted = values.stream().sorted().toList();
    return format.formatted(sorted.getFirst()) + " to " + format.formatted(sorted.getLast());
  }

  /** Of an even number the mean of the two in the middle. */
  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
