package dev.tidewire.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MarkdownPageTest {
  private static final String PAGE =
      """
      # Ours

      <!-- bench: growth -->
      |  | p99, ms | CPU per delivery, µs |
      | --- | ---: | ---: |
      | a peer of old \\* | 1 | 2 |
      | another one | 3 | 4 |

      \\* what was said of old.

      Prose, and a table of the author's:

      | p99, ms |
      |---|
      | 7 |

      ![by rate](images/growth.p99-ms.svg) ![other](images/other.png)
      """;

  private static final String FILLED =
      """
      # Ours

      <!-- bench: growth -->
      |  | p99, ms | CPU per delivery, µs |
      | --- | ---: | ---: |
      | <label>, 10 \\* | P99 | 5.50 |

      \\* the generator was saturated, or its machine kept from working: latencies of this run say nothing.

      Prose, and a table of the author's:

      | p99, ms |
      |---|
      | 7 |

      ![by rate](images/growth.p99-ms.svg) ![other](images/other.png)
      """;

  private final List<Result> results = List.of(SchemaTest.full(), SchemaTest.bare());

  @Test
  void replacesTheRowsOfATableByThoseOfItsExperimentInTheColumnsThatItHas() {
    MarkdownPage page = MarkdownPage.fill(PAGE, results, null);

    assertThat(page.text()).isEqualTo(FILLED.replace("P99", p99()));
    assertThat(page.filled()).containsExactly("growth");
    assertThat(page.left()).isEmpty();
    assertThat(page.pictures()).containsExactly("images/growth.p99-ms.svg");
  }

  @Test
  void changesNothingASecondTime() {
    String once = MarkdownPage.fill(PAGE, results, null).text();

    assertThat(MarkdownPage.fill(once, results, null).text()).isEqualTo(once);
  }

  @Test
  void leavesATableAloneThatThereAreNoResultsOf() {
    String page = PAGE.replace("bench: growth", "bench: storm");
    MarkdownPage same = MarkdownPage.fill(page, results, null);

    assertThat(same.text()).isEqualTo(page);
    assertThat(same.left()).containsExactly("storm");
    assertThat(same.filled()).isEmpty();
  }

  @Test
  void refusesAColumnThatTheResultsDoNotHave() {
    String page = PAGE.replace("|  | p99, ms |", "|  | lowest to highest |");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MarkdownPage.fill(page, results, null))
        .withMessageContainingAll("The table of growth", "\"lowest to highest\"", "p99, ms");
  }

  @Test
  void refusesAMarkWithoutATable() {
    for (String page : List.of("<!-- bench: growth -->", "<!-- bench: growth -->\n\n|  |\n")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MarkdownPage.fill(page, results, null))
          .withMessageContaining("No table follows the mark of growth");
    }
  }

  @Test
  void refusesAPageWithoutAMark() {
    for (String page : List.of("", PAGE.replace("bench:", "bench"), PAGE.replace("\n", "\r\n"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MarkdownPage.fill(page, results, null))
          .withMessageContaining("There is no line <!-- bench: EXPERIMENT -->");
    }
  }

  @Test
  void fillsAPageThatEndsWithItsTable() {
    assertThat(MarkdownPage.fill("<!-- bench: connect -->\n|  |\n| --- |", results, null).text())
        .isEqualTo("<!-- bench: connect -->\n|  |\n| --- |\n| label |");
  }

  @Test
  void findsAnExperimentOfTheComparisonBehindEachMarkOfTheProjectsPage() throws IOException {
    String page = Files.readString(Path.of("../docs/benchmarks.md"));
    String comparison = Files.readString(Path.of("compare"));
    List<String> marked = MarkdownPage.fill(page, List.of(SchemaTest.full()), null).left();

    assertThat(marked).hasSizeGreaterThan(15).contains("connect", "storm").doesNotHaveDuplicates();
    for (String experiment : marked) {
      assertThat(comparison).containsPattern("[ =,]" + Pattern.quote(experiment) + "[,\n]");
    }
  }

  private String p99() {
    return Table.of(Experiment.of(results).getFirst(), null).of(List.of("p99, ms")).rows().stream()
        .map(row -> row.cells().getFirst())
        .findFirst()
        .orElseThrow();
  }
}
