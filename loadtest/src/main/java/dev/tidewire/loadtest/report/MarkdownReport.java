package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as Markdown tables, one for each experiment. */
public final class MarkdownReport {
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
    row(head);
    row(head.stream().map(title -> title.isEmpty() ? "---" : "---:").toList());
    boolean doubtful = false;
    for (Result result : experiment.results()) {
      List<String> cells = new ArrayList<>(List.of(name(experiment, result)));
      columns.forEach(column -> cells.add(column.shown(result)));
      row(cells);
      doubtful |= result.generator().saturated();
    }
    if (doubtful) {
      page.append("\n\\* the generator was saturated: latencies of this run say nothing.\n");
    }
  }

  static String name(Experiment experiment, Result result) {
    Double x = result.x();
    String name =
        experiment.isCurve() && x != null
            ? "%s, %,.0f".formatted(result.label(), x)
            : result.label();
    return result.generator().saturated() ? name + " \\*" : name;
  }

  private void row(List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
