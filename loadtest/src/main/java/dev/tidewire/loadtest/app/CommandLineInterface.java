package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.ScenarioException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Finds the command that the user means, runs it, and reports what goes wrong with it. */
final class CommandLineInterface {
  private static final int WIDTH = 100;

  private final Console console;
  private final Map<String, String> environment;

  /**
   * A command line.
   *
   * @param environment the variables that stand for options
   */
  CommandLineInterface(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = Map.copyOf(environment);
  }

  /** The root: it only has subcommands. */
  @Command(
      name = "tidewire bench",
      mixinStandardHelpOptions = true,
      description = "%nMeasures a real-time server: Tidewire, or one of its peers.%n",
      synopsisSubcommandLabel = "SCENARIO",
      commandListHeading = "@|bold Scenarios|@%n",
      footer = {
        "",
        "@|bold Examples|@",
        "  ./tidewire bench fanout -c 1000 -r 50",
        "  ./tidewire bench chat -u ws://localhost:8080/ws -u ws://localhost:8090/ws",
        "  ./tidewire bench flaky --threshold 'loss==0' --threshold 'delivery.p99<5s'",
        "",
        "Each scenario explains itself: ./tidewire bench fanout --help",
        "Exit codes: 0 fine, 1 the run failed, 2 usage, 99 a threshold did not hold."
      })
  static final class Root {}

  private CommandLine create() {
    CommandLine line = new CommandLine(new Root());
    BenchCommand.ALL.forEach(
        (name, make) -> line.addSubcommand(name, make.get().with(console, environment)));
    line.addSubcommand("report", new ReportCommand(console));
    line.addSubcommand("schema", new SchemaCommand(console));
    line.setDefaultValueProvider(new Defaults(environment));
    line.setOverwrittenOptionsAllowed(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(WIDTH);
    line.setUsageHelpLongOptionsMaxWidth(40);
    line.getSubcommands().values().forEach(each -> withEnvironment(each.getCommandSpec()));
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(this::usageError);
    line.setExecutionExceptionHandler(this::failed);
    return line;
  }

  private static void withEnvironment(CommandSpec spec) {
    spec.mixinStandardHelpOptions(true);
    spec.usageMessage()
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .footer(
            "",
            "Each option is also an environment variable: --connect-rate is "
                + Defaults.variable("--connect-rate")
                + ".");
  }

  int run(String... arguments) {
    CommandLine line = create();
    if (arguments.length == 0) {
      line.usage(console.err());
      return ExitCode.USAGE;
    }
    return line.execute(arguments);
  }

  private int usageError(ParameterException e, String[] arguments) {
    console.err().println("tidewire bench: " + e.getMessage());
    console
        .err()
        .println(
            "  See ./%s --help.".formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private int failed(Exception e, CommandLine line, CommandLine.ParseResult arguments) {
    if (e instanceof ScenarioException || e instanceof IOException) {
      console.err().println("tidewire bench: " + e.getMessage());
    } else if (e instanceof InterruptedException) {
      console.err().println("tidewire bench: interrupted.");
    } else {
      console.err().println("tidewire bench: this is a fault in the load generator.");
      e.printStackTrace(console.err());
    }
    return ExitCode.FAILED;
  }
}
