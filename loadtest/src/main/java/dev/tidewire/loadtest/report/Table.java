package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment came to: a row for each peer, of several rounds their medians, and how far the
 * rounds lie apart in the first figure.
 *
 * @param rounds how many rounds there were, in words; empty of one
 */
record Table(List<String> head, List<Row> rows, Optional<String> rounds) {

  /**
   * A peer's figures.
   *
   * @param isDoubtful whether its latencies say nothing
   * @param cells its name first
   */
  record Row(boolean isDoubtful, List<String> cells) {}

  /**
   * The table of an experiment.
   *
   * @param ratioOf the label of the peer whose first figure is shown as a part of each other's
   */
  static Table of(Experiment experiment, @Nullable String ratioOf) {
    List<Column> columns = Column.of(experiment);
    List<Rounds> all = Rounds.of(experiment);
    boolean repeated = !columns.isEmpty() && all.stream().anyMatch(Rounds::areSeveral);
    boolean compared =
        !columns.isEmpty() && all.stream().anyMatch(each -> each.label().equals(ratioOf));
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(column -> head.add(column.title()));
    if (compared) {
      head.add(2, ratioOf + " by it");
    }
    if (repeated) {
      head.add(2, "lowest to highest");
    }
    List<Row> rows = new ArrayList<>();
    for (Rounds rounds : all) {
      List<String> cells = new ArrayList<>(List.of(rounds.name()));
      columns.forEach(column -> cells.add(rounds.median(column)));
      if (compared) {
        cells.add(2, ratio(all, ratioOf, rounds, columns.getFirst()));
      }
      if (repeated) {
        cells.add(2, rounds.range(columns.getFirst()));
      }
      rows.add(new Row(rounds.areDoubtful(), cells));
    }
    return new Table(head, rows, repeated ? Optional.of(inWords(all)) : Optional.empty());
  }

  /**
   * The same with some of its columns.
   *
   * @param titles what their heads are, the one of the names, which is empty, among them
   * @throws IllegalArgumentException when there is no such column
   */
  Table of(List<String> titles) {
    List<Integer> places = titles.stream().map(this::place).toList();
    List<Row> chosen =
        rows.stream()
            .map(row -> new Row(row.isDoubtful(), places.stream().map(row.cells()::get).toList()))
            .toList();
    return new Table(titles, chosen, rounds);
  }

  private int place(String title) {
    int place = head.indexOf(title);
    if (place < 0) {
      throw new IllegalArgumentException(
          "there is no column \"%s\" in these results, only %s."
              .formatted(title, String.join("; ", head.subList(1, head.size()))));
    }
    return place;
  }

  /** Round by round, because machines drift: what ran one after the other is compared. */
  private static String ratio(
      List<Rounds> all, @Nullable String ratioOf, Rounds rounds, Column column) {
    if (rounds.label().equals(ratioOf)) {
      return Column.NONE;
    }
    return all.stream()
        .filter(each -> each.label().equals(ratioOf) && each.isAt(rounds.x()))
        .findFirst()
        .map(each -> each.by(rounds, column))
        .orElse(Column.NONE);
  }

  private static String inWords(List<Rounds> all) {
    IntSummaryStatistics counts = all.stream().mapToInt(Rounds::count).summaryStatistics();
    return counts.getMin() == counts.getMax()
        ? "Medians of %d rounds.".formatted(counts.getMax())
        : "Medians of %d to %d rounds.".formatted(counts.getMin(), counts.getMax());
  }
}
