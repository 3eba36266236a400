package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;

/** A table of results as lines of Markdown, with a note below it when a row is doubtful. */
final class MarkdownTable {
  /** What a doubtful row is marked with, and its note begins with. */
  static final String DOUBTFUL = "\\*";

  private static final String DOUBTFUL_RUN =
      DOUBTFUL
          + " the generator was saturated, or its machine kept from working: latencies of this run say nothing.";

  private static final String DOUBTFUL_ROUNDS =
      DOUBTFUL
          + " the generator was saturated in some of its rounds, or its machine kept from working: their latencies say nothing.";

  private MarkdownTable() {}

  static List<String> lines(Table table) {
    List<String> lines = new ArrayList<>();
    lines.add(row(table.head()));
    lines.add(row(table.head().stream().map(title -> title.isEmpty() ? "---" : "---:").toList()));
    table.rows().forEach(each -> lines.add(row(marked(each))));
    if (table.rows().stream().anyMatch(Table.Row::isDoubtful)) {
      lines.add("");
      lines.add(table.rounds().isPresent() ? DOUBTFUL_ROUNDS : DOUBTFUL_RUN);
    }
    return lines;
  }

  private static List<String> marked(Table.Row row) {
    List<String> cells = new ArrayList<>(row.cells());
    if (row.isDoubtful()) {
      cells.set(0, cells.getFirst() + " " + DOUBTFUL);
    }
    return cells;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
