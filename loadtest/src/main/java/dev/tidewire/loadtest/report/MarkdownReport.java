package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Results as Markdown tables, one for each experiment; of several rounds their medians. */
public final class MarkdownReport {
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
    MarkdownTable.lines(table).forEach(line -> page.append(line).append('\n'));
    table.rounds().ifPresent(rounds -> page.append('\n').append(rounds).append('\n'));
  }
}
