package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.report.HtmlReport;
import dev.tidewire.loadtest.report.Json;
import dev.tidewire.loadtest.report.MarkdownPage;
import dev.tidewire.loadtest.report.MarkdownReport;
import dev.tidewire.loadtest.report.Pictures;
import dev.tidewire.loadtest.report.Result;
import dev.tidewire.loadtest.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows results that earlier runs have written. */
@Command(name = "report", description = "Shows and compares the JSON results of earlier runs.")
final class ReportCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Results of --json.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write one page with charts that compares them.")
  @Nullable Path html;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the tables as Markdown; - is standard output.")
  @Nullable String markdown;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description = "Write each chart as an SVG file.")
  @Nullable Path pictures;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = {
        "Put the figures and charts into a Markdown page that shows earlier ones: into the tables",
        "that follow a line <!-- bench: EXPERIMENT -->, and into the SVG files of that name."
      })
  @Nullable Path page;

  @Option(
      names = "--ratio-of",
      paramLabel = "LABEL",
      description = {
        "Show this peer's price as a part of each other's, where it took part, round by round:",
        "the median, and the lowest and highest."
      })
  @Nullable String ratioOf;

  private final Console console;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<Result> results = new ArrayList<>();
    for (Path file : files) {
      results.add(Json.read(file));
    }
    if (html != null) {
      Files.writeString(html, HtmlReport.of(results, ratioOf));
    }
    if ("-".equals(markdown)) {
      console.out().print(MarkdownReport.of(results, ratioOf));
    } else if (markdown != null) {
      Files.writeString(Path.of(markdown), MarkdownReport.of(results, ratioOf));
    }
    if (pictures != null) {
      Pictures.write(results, pictures);
    }
    if (page != null) {
      fill(page, results);
    }
    if (html == null && markdown == null && pictures == null && page == null) {
      results.forEach(this::show);
    }
    return ExitCode.OK;
  }

  private void fill(Path file, List<Result> results) throws IOException {
    String before = Files.readString(file);
    MarkdownPage filled;
    try {
      filled = MarkdownPage.fill(before, results, ratioOf);
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, "%s: %s".formatted(file, e.getMessage()));
    }
    Files.writeString(file, filled.text());
    Map<String, String> charts = Pictures.of(results);
    for (String shown : filled.pictures()) {
      Path picture = file.resolveSibling(shown);
      String chart = charts.get(String.valueOf(picture.getFileName()));
      if (chart != null) {
        Files.writeString(picture, chart);
      }
    }
    if (!filled.filled().isEmpty()) {
      console.out().printf("%s shows %s.%n", file, String.join(", ", filled.filled()));
    }
    if (!filled.left().isEmpty()) {
      console.out().printf("Left as it was: %s.%n", String.join(", ", filled.left()));
    }
  }

  private void show(Result result) {
    console.out().printf("%n%s, %s, %s%n", result.label(), result.experiment(), result.startedAt());
    Summary.of(result).forEach(console.out()::println);
  }
}
