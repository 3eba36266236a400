package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.report.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bench schema}. */
@Command(name = "schema", description = "Prints the JSON schema of --json.")
final class SchemaCommand implements Callable<Integer> {
  private final Console console;

  SchemaCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.out().print(Json.schema());
    return ExitCode.OK;
  }
}
