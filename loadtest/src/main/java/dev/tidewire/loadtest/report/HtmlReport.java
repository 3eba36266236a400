package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One page with tables and charts that needs nothing but itself. */
public final class HtmlReport {
  private final StringBuilder body = new StringBuilder();
  private final @Nullable String ratioOf;

  private HtmlReport(@Nullable String ratioOf) {
    this.ratioOf = ratioOf;
  }

  public static String of(List<Result> results) {
    return of(results, null);
  }

  /**
   * A page in which one peer is compared with each other one.
   *
   * @param ratioOf the label of the peer whose price is shown as a part of each other's, if any
   */
  public static String of(List<Result> results, @Nullable String ratioOf) {
    HtmlReport report = new HtmlReport(ratioOf);
    report.head(results.getFirst());
    Experiment.of(results).forEach(report::experiment);
    return Html.page("Tidewire bench", report.body.toString());
  }

  private void head(Result first) {
    body.append("<h1>Load test</h1><p class='note'>").append(Html.escaped(first.startedAt()));
    new TreeMap<>(first.environment())
        .forEach((name, value) -> body.append(" · ").append(Html.escaped(name + " " + value)));
    body.append("</p>");
  }

  private void experiment(Experiment experiment) {
    body.append("<h2>").append(Html.escaped(experiment.name())).append("</h2>");
    if (experiment.isOfTwo()) {
      two(experiment);
    } else {
      table(experiment);
    }
    doubts(experiment);
    body.append("<div class='charts'>");
    Charts.of(experiment).forEach(chart -> body.append(chart.figure()));
    body.append("</div>");
    experiment.results().forEach(this::details);
  }

  private void table(Experiment experiment) {
    Table table = Table.of(experiment, ratioOf);
    beginTable(table.head());
    table.rows().forEach(row -> body.append(Html.row("td", escaped(row.cells()))));
    body.append("</table></div>");
    table
        .rounds()
        .ifPresent(rounds -> body.append("<p class='note'>").append(rounds).append("</p>"));
  }

  private void two(Experiment experiment) {
    List<Column> columns = Column.of(experiment);
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(column -> head.add(column.title()));
    beginTable(head);
    for (Result result : experiment.results()) {
      List<String> cells = new ArrayList<>(List.of(experiment.nameOf(result)));
      columns.forEach(column -> cells.add(column.shown(result)));
      body.append(Html.row("td", escaped(cells)));
    }
    body.append(Html.row("td", ratios(columns, experiment.results()))).append("</table></div>");
  }

  private void beginTable(List<String> head) {
    body.append("<div class='scroll'><table>").append(Html.row("th", escaped(head)));
  }

  private static List<String> escaped(List<String> cells) {
    return cells.stream().map(Html::escaped).toList();
  }

  private void doubts(Experiment experiment) {
    for (Result result : experiment.results()) {
      if (result.generator().saturated()) {
        body.append("<p class='bad'>")
            .append(Html.escaped(result.label()))
            .append(": generator saturated, result invalid. ")
            .append(Html.escaped(String.join(" ", result.generator().why())))
            .append("</p>");
      }
    }
  }

  /** The second run's figures by the first one's. */
  private static List<String> ratios(List<Column> columns, List<Result> two) {
    List<String> cells = new ArrayList<>(List.of("second by first"));
    for (Column column : columns) {
      Optional<Double> first = column.value(two.get(0)).filter(value -> value != 0);
      Optional<Double> second = column.value(two.get(1));
      cells.add(
          first.isPresent() && second.isPresent()
              ? "× %.2f".formatted(second.get() / first.get())
              : Column.NONE);
    }
    return cells;
  }

  private void details(Result result) {
    body.append("<details><summary>")
        .append(Html.escaped(result.label()))
        .append("</summary><pre>");
    body.append(Html.escaped(String.join("\n", Summary.of(result)))).append("\n\n");
    new TreeMap<>(result.settings())
        .forEach((name, value) ->
            body.append(Html.escaped("--%s %s".formatted(name, value))).append('\n'));
    body.append("</pre></details>");
  }
}
