package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.report.Json;
import dev.tidewire.loadtest.report.Result;
import dev.tidewire.loadtest.report.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows results that earlier runs have written. */
@Command(name = "report", description = "Shows and compares the JSON results of earlier runs.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Results of --json.")
  List<Path> files = new ArrayList<>();

  private final Console console;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      Result result = Json.read(file);
      console.out().printf("%s, %s, %s%n", result.label(), result.scenario(), result.startedAt());
      Summary.of(result).forEach(console.out()::println);
    }
    return ExitCode.OK;
  }
}
