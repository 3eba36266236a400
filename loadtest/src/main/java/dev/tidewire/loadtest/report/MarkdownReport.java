package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Results as Markdown tables, one for each experiment; of several rounds their medians. */
public final class MarkdownReport {
  private static final String DOUBTFUL = " \\*";

  private static final String DOUBTFUL_RUN =
      "\n\\* the generator was saturated, or its machine kept from working: latencies of this run say nothing.\n";

  private static final String DOUBTFUL_ROUNDS =
      "\n\\* the generator was saturated in some of its rounds, or its machine kept from working: their latencies say nothing.\n";

  private final StringBuilder page = new StringBuilder();
  private final @Nullable String ratioOf;

  private MarkdownReport(@Nullable String ratioOf) {
    this.ratioOf = ratioOf;
  }

  public static String of(List<Result> results) {
    return of(results, null);
  }

  /**
   * Tables in which one peer is compared with each other one.
   *
   * @param ratioOf the label of the peer whose price is shown as a part of each other's, if any
   */
  public static String of(List<Result> results, @Nullable String ratioOf) {
    MarkdownReport report = new MarkdownReport(ratioOf);
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
    Table table = Table.of(experiment, ratioOf);
    row(table.head());
    row(table.head().stream().map(title -> title.isEmpty() ? "---" : "---:").toList());
    table.rows().forEach(row -> row(marked(row)));
    if (table.rows().stream().anyMatch(Table.Row::isDoubtful)) {
      page.append(table.rounds().isPresent() ? DOUBTFUL_ROUNDS : DOUBTFUL_RUN);
    }
    table.rounds().ifPresent(rounds -> page.append('\n').append(rounds).append('\n'));
  }

  private static List<String> marked(Table.Row row) {
    List<String> cells = new ArrayList<>(row.cells());
    if (row.isDoubtful()) {
      cells.set(0, cells.getFirst() + DOUBTFUL);
    }
    return cells;
  }

  private void row(List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
