package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Markdown page that shows results. A line {@code <!-- bench: EXPERIMENT -->} before a table says
 * whose figures are in it, and the table's first row which of them; everything else is the
 * author's.
 *
 * @param text the whole page
 * @param filled the experiments whose tables have the figures of the results
 * @param left those whose tables are as they were, because there are no results of them
 */
public record MarkdownPage(String text, List<String> filled, List<String> left) {
  private static final Pattern MARK = Pattern.compile("<!-- bench: (\\S+) -->");
  private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]*\\]\\(([^)]+\\.svg)\\)");

  /**
   * The page with the figures of these results in place of the ones that it has.
   *
   * @param ratioOf the label of the peer whose price is shown as a part of each other's, if any
   * @throws IllegalArgumentException when there is no mark, a mark is not followed by a table, or a
   *     table has a column that there is no figure for
   */
  public static MarkdownPage fill(String page, List<Result> results, @Nullable String ratioOf) {
    Map<String, Table> tables =
        Experiment.of(results).stream()
            .collect(Collectors.toMap(Experiment::name, each -> Table.of(each, ratioOf)));
    Filler filler = new Filler(page, tables);
    filler.run();
    return new MarkdownPage(String.join("\n", filler.after), filler.filled, filler.left);
  }

  /** The SVG files that it shows, as it names them. */
  public List<String> pictures() {
    return PICTURE.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Walks through the lines of a page and copies them, but for the rows of tables. */
  private static final class Filler {
    private final List<String> before;
    private final Map<String, Table> tables;
    private final List<String> after = new ArrayList<>();
    private final List<String> filled = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private int next;

    Filler(String page, Map<String, Table> tables) {
      this.before = List.of(page.split("\n", -1));
      this.tables = tables;
    }

    void run() {
      while (next < before.size()) {
        String line = before.get(next++);
        after.add(line);
        Matcher mark = MARK.matcher(line);
        if (mark.matches()) {
          fill(mark.group(1));
        }
      }
      if (filled.isEmpty() && left.isEmpty()) {
        throw new IllegalArgumentException("There is no line <!-- bench: EXPERIMENT --> in it.");
      }
    }

    private void fill(String experiment) {
      if (!isAtRow()) {
        throw new IllegalArgumentException("No table follows the mark of " + experiment + ".");
      }
      Table table = tables.get(experiment);
      if (table == null) {
        left.add(experiment);
        return;
      }
      List<String> titles = cells(before.get(next));
      try {
        after.addAll(MarkdownTable.lines(table.of(titles)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "The table of %s: %s".formatted(experiment, e.getMessage()), e);
      }
      filled.add(experiment);
      skipTable();
    }

    private void skipTable() {
      while (isAtRow()) {
        next++;
      }
      boolean hasNote =
          next + 1 < before.size()
              && before.get(next).isEmpty()
              && before.get(next + 1).startsWith(MarkdownTable.DOUBTFUL);
      if (hasNote) {
        next += 2;
      }
    }

    private boolean isAtRow() {
      return next < before.size() && before.get(next).startsWith("|");
    }

    private static List<String> cells(String row) {
      String inside = row.strip().replaceAll("^\\||\\|$", "");
      return Stream.of(inside.split("\\|", -1)).map(String::strip).toList();
    }
  }
}
