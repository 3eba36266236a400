package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.report.HtmlReport;
import dev.tidewire.loadtest.report.Json;
import dev.tidewire.loadtest.report.MarkdownReport;
import dev.tidewire.loadtest.report.Pictures;
import dev.tidewire.loadtest.report.Result;
import dev.tidewire.loadtest.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows results that earlier runs have written. */
@Command(name = "report", description = "Shows and compares the JSON results of earlier runs.")
final class ReportCommand implements Callable<Integer> {
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
    if (html == null && markdown == null && pictures == null) {
      results.forEach(this::show);
    }
    return ExitCode.OK;
  }

  private void show(Result result) {
    console.out().printf("%n%s, %s, %s%n", result.label(), result.experiment(), result.startedAt());
    Summary.of(result).forEach(console.out()::println);
  }
}
