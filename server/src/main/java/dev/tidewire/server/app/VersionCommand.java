package dev.tidewire.server.app;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./tidewire version}. */
final class VersionCommand implements Command {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("version");
    spec.usageMessage().header("Print the version of Tidewire and of Java.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws UsageException {
    if (!arguments.unmatched().isEmpty()) {
      throw new UsageException("version takes no arguments.");
    }
    console.out().println("tidewire %s (Java %s)".formatted(Version.text(), Runtime.version()));
    return ExitCode.OK;
  }
}
