package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One page with tables and charts that needs nothing but itself. */
public final class HtmlReport {
  private final StringBuilder body = new StringBuilder();

  private HtmlReport() {}

  public static String of(List<Result> results) {
    HtmlReport report = new HtmlReport();
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
    table(experiment);
    body.append("<div class='charts'>");
    Charts.of(experiment).forEach(chart -> body.append(chart.figure()));
    body.append("</div>");
    experiment.results().forEach(this::details);
  }

  private void table(Experiment experiment) {
    List<Column> columns = Column.of(experiment);
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(column -> head.add(Html.escaped(column.title())));
    body.append("<div class='scroll'><table>").append(Html.row("th", head));
    for (Result result : experiment.results()) {
      List<String> cells = new ArrayList<>(List.of(Html.escaped(experiment.nameOf(result))));
      columns.forEach(column -> cells.add(column.shown(result)));
      body.append(Html.row("td", cells));
    }
    if (experiment.results().size() == 2) {
      body.append(Html.row("td", ratios(columns, experiment.results())));
    }
    body.append("</table></div>");
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
