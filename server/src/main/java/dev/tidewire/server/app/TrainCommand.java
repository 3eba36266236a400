package dev.tidewire.server.app;

import dev.tidewire.server.config.ConfigException;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code ./tidewire train}: what the launcher runs once after a build, and an image while it is
 * made, under {@code -XX:AOTCacheOutput}. Java then starts with the classes loaded and with the
 * profiles of this run, so that a server is fast from its first minute (JEP 514, JEP 515).
 */
final class TrainCommand implements Command {
  /** Enough for the compiler to have seen what is hot. */
  private static final Duration LENGTH = Duration.ofSeconds(4);

  private final Console console;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("train");
    spec.usageMessage()
        .hidden(true)
        .header("Serve made-up clients for some seconds, for Java to learn from.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws ConfigException, UsageException {
    if (!arguments.unmatched().isEmpty()) {
      throw new UsageException("train takes no arguments.");
    }
    try {
      TrainingRun run = TrainingRun.run(LENGTH);
      console.out().println("Trained with %,d messages.".formatted(run.received()));
      return ExitCode.OK;
    } catch (IOException e) {
      console.err().println("tidewire: the training run failed: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }
}
