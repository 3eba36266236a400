package dev.tidewire.server.app;

import dev.tidewire.server.config.ConfigException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One word behind {@code ./tidewire}. */
interface Command {
  /** Its name, its options and its help. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @throws ConfigException when the configuration is wrong; it is shown to the user
   * @throws UsageException when an argument of its own is; likewise
   */
  ExitCode run(ParseResult arguments) throws ConfigException, UsageException;
}
