package dev.tidewire.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  @TempDir Path folder;

  @Test
  void writesAndReadsAResultWithoutLoss() throws IOException {
    Path file = folder.resolve("result.json");
    Json.write(SchemaTest.full(), file);

    assertThat(Json.read(file)).isEqualTo(SchemaTest.full());
  }

  @Test
  void refusesAResultOfAnotherFormat() throws IOException {
    Path file = folder.resolve("result.json");
    Files.writeString(
        file, Json.text(SchemaTest.full()).replace("\"schema\" : 1", "\"schema\" : 2"));

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Json.read(file)))
        .hasMessageContaining("format 2");
  }

  @Test
  void makesAPageThatIsWellFormedNeedsNothingElseAndEscapesWhatItShows() throws Exception {
    String page = HtmlReport.of(List.of(SchemaTest.full(), SchemaTest.full(), SchemaTest.bare()));

    String parsable = page.replaceFirst("(?s).*<body>", "<body>").replaceFirst("</html>\n", "");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(parsable.getBytes(StandardCharsets.UTF_8)));
    assertThat(page)
        .contains("&lt;label&gt;", "generator saturated, result invalid", "<svg")
        .doesNotContain("<label>", "<script", "http://", "https://", "NaN");
  }

  @Test
  void writesEachChartAsAPictureThatIsWellFormed() throws Exception {
    Pictures.write(List.of(SchemaTest.full(), SchemaTest.bare()), folder);

    try (Stream<Path> pictures = Files.list(folder)) {
      List<Path> all = pictures.toList();
      assertThat(all).hasSizeGreaterThan(5).contains(folder.resolve("growth.p99-ms.svg"));
      for (Path picture : all) {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
      }
    }
  }

  @Test
  void comparesTwoRunsByTheirRatio() {
    Result once = SchemaTest.full();
    String page = HtmlReport.of(List.of(once, once));

    assertThat(page).contains("second by first", "× 1.00");
  }

  @Test
  void putsEveryExperimentIntoATableAndMarksWhatIsDoubtful() {
    String tables = MarkdownReport.of(List.of(SchemaTest.full(), SchemaTest.bare()));

    assertThat(tables)
        .contains("### growth", "### connect", "| <label>, 10 \\* |", "5.50", "saturated")
        .contains("| --- | ---: |")
        .doesNotContain("CPU per connect");
  }

  @Test
  void showsTheMediansOfSeveralRoundsAndHowFarTheyLieApart() throws IOException {
    Result bare = SchemaTest.bare();
    List<Result> rounds = List.of(costing(9.5), bare, costing(5.25), bare, costing(7.0), bare);

    assertThat(MarkdownReport.of(rounds))
        .contains("| CPU per delivery, µs | lowest to highest |")
        .contains("| <label>, 10 \\* | 7.00 | 5.25 to 9.50 |")
        .containsOnlyOnce("| <label>, 10")
        .containsOnlyOnce("| label |")
        .contains("Medians of 3 rounds.");
    assertThat(MarkdownReport.of(List.of(costing(9.5), costing(5.25))))
        .contains("| 7.38 | 5.25 to 9.50 |", "saturated in some of its rounds");
    Result other = costing(7.0, "other");
    assertThat(MarkdownReport.of(List.of(costing(9.5), costing(5.25), other)))
        .contains("Medians of 1 to 2 rounds.", "| other, 10 \\* | 7.00 | 7.00 to 7.00 |");
    assertThat(MarkdownReport.of(List.of(costing(9.5)))).doesNotContain("lowest", "Medians");
  }

  @Test
  void comparesAPeerWithTheOthersRoundByRound() throws IOException {
    List<Result> rounds =
        List.of(
            costing(9.5, "other"),
            costing(5, "other"),
            costing(7, "other"),
            costing(4.75, "ours"),
            costing(5, "ours"),
            costing(5.6, "ours"));

    assertThat(MarkdownReport.of(rounds, "ours"))
        .contains("| CPU per delivery, µs | lowest to highest | ours by it |")
        .contains("| other, 10 \\* | 7.00 | 5.00 to 9.50 | 0.80 (0.50 to 1.00) |")
        .contains("| ours, 10 \\* | 5.00 | 4.75 to 5.60 | – |");
    assertThat(MarkdownReport.of(rounds, "another")).doesNotContain("by it");
  }

  @Test
  void comparesPointsOfAGrowthCurveWithEachOtherOnly() throws IOException {
    List<Result> points =
        List.of(costing(8, "other"), at(20, costing(9, "other")), at(20, costing(4.5, "ours")));

    assertThat(MarkdownReport.of(points, "ours"))
        .contains("| CPU per delivery, µs | ours by it |")
        .contains("| other, 10 \\* | 8.00 | – |", "| other, 20 \\* | 9.00 | 0.50 |")
        .contains("| ours, 20 \\* | 4.50 | – |");
  }

  @Test
  void showsRoundsInThePageOnceAndDrawsOneOfThem() throws IOException {
    Result bare = SchemaTest.bare();
    List<Result> rounds = List.of(costing(9.5), bare, costing(5.25), bare, costing(7.0), bare);
    String page = HtmlReport.of(rounds);
    Pictures.write(rounds, folder);

    assertThat(page)
        .containsOnlyOnce("<td>&lt;label&gt;, 10</td><td>7.00</td><td>5.25 to 9.50</td>")
        .contains("Medians of 3 rounds.");
    assertThat(Files.readString(folder.resolve("connect.clients-that-are-ready.svg")))
        .containsOnlyOnce("<polyline");
    assertThat(Files.readString(folder.resolve("growth.cpu-per-delivery-s.svg")))
        .containsOnlyOnce("<circle");
  }

  private Result at(double x, Result result) throws IOException {
    Path file = folder.resolve("at.json");
    Files.writeString(file, Json.text(result).replace("\"x\" : 10.0", "\"x\" : " + x));
    assertThat(Json.read(file).x()).isEqualTo(x);
    return Json.read(file);
  }

  private Result costing(double cpuPerDelivery) throws IOException {
    return costing(cpuPerDelivery, "<label>");
  }

  private Result costing(double cpuPerDelivery, String label) throws IOException {
    Path file = folder.resolve("costing.json");
    String text = Json.text(SchemaTest.full()).replace("<label>", label);
    String figure = "\"cpuMicrosPerDelivery\" : ";
    assertThat(text).contains(figure + "5.5");
    Files.writeString(file, text.replace(figure + "5.5", figure + cpuPerDelivery));
    return Json.read(file);
  }

  @Test
  void saysInItsSummaryWhatWasLostAndThatTheRunIsInvalid() {
    assertThat(String.join("\n", Summary.of(SchemaTest.full())))
        .contains("10,000 owed, 1 lost (99.9900 % delivered), 2 duplicate, 3 out of order")
        .contains("5.50 µs per delivery")
        .contains("VERDICT        generator saturated, result invalid")
        .contains("It had no time.");
  }
}
