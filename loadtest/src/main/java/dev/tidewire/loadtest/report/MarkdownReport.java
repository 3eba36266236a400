package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as Markdown tables, one for each experiment; of several rounds their medians. */
public final class MarkdownReport {
  private static final String DOUBTFUL = " \\*";

  private static final String DOUBTFUL_RUN =
      "\n\\* the generator was saturated, or its machine kept from working: latencies of this run say nothing.\n";

  private static final String DOUBTFUL_ROUNDS =
      "\n\\* the generator was saturated in some of its rounds, or its machine kept from working: their latencies say nothing.\n";

  private final StringBuilder page = new StringBuilder();

  private MarkdownReport() {}

  public static String of(List<Result> results) {
    MarkdownReport report = new MarkdownReport();
    report.machine(results.getFirst());
    Experiment.of(results).forEach(report::experiment);
    return report.page.toString();
  }

  private void machine(Result result) {
    Map<String, String> facts = new TreeMap<>(result.environment());
    page.append("Measured on ").append(result.startedAt(), 0, 10).append(": ");
    List<String> parts = new ArrayList<>();
    facts.forEach((name, value) -> parts.add(name + " " + value));
    page.append(String.join(", ", parts)).append(".\n");
  }

  private void experiment(Experiment experiment) {
    page.append("\n### ").append(experiment.name()).append("\n\n");
    List<Column> columns = Column.of(experiment);
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(column -> head.add(column.title()));
    List<Rounds> rows = Rounds.of(experiment);
    boolean repeated = !columns.isEmpty() && rows.stream().anyMatch(Rounds::areSeveral);
    if (repeated) {
      head.add(2, "lowest to highest");
    }
    row(head);
    row(head.stream().map(title -> title.isEmpty() ? "---" : "---:").toList());
    rows.forEach(rounds -> row(cells(rounds, columns, repeated)));
    if (rows.stream().anyMatch(Rounds::areDoubtful)) {
      page.append(repeated ? DOUBTFUL_ROUNDS : DOUBTFUL_RUN);
    }
    if (repeated) {
      IntSummaryStatistics counts = rows.stream().mapToInt(Rounds::count).summaryStatistics();
      page.append(
          counts.getMin() == counts.getMax()
              ? "\nMedians of %d rounds.\n".formatted(counts.getMax())
              : "\nMedians of %d to %d rounds.\n".formatted(counts.getMin(), counts.getMax()));
    }
  }

  private static List<String> cells(Rounds rounds, List<Column> columns, boolean repeated) {
    List<String> cells = new ArrayList<>();
    cells.add(rounds.areDoubtful() ? rounds.name() + DOUBTFUL : rounds.name());
    columns.forEach(column -> cells.add(rounds.median(column)));
    if (repeated) {
      cells.add(2, rounds.range(columns.getFirst()));
    }
    return cells;
  }

  private void row(List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
