package dev.tidewire.server.app;

import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./tidewire check-config}: says whether {@code serve} would start with it. */
final class CheckConfigCommand implements Command {
  private final Console console;
  private final ConfigLoader loader;

  CheckConfigCommand(Console console, ConfigLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("check-config");
    ConfigFlags.addAll(spec);
    spec.usageMessage()
        .header("Say whether serve would start, and what is wrong if not.")
        .description(
            "Checks flags, environment and file as serve would, starts nothing, and says all that is"
                + " wrong. Exit code 0 or 78.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws ConfigException {
    Configuration configuration = loader.load(ConfigFlags.flags(arguments));
    String file = configuration.file().map(path -> " (" + path + ")").orElse("");
    console.out().println("The configuration%s is right.".formatted(file));
    return ExitCode.OK;
  }
}
