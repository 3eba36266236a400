package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.ScenarioException;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Finds the command that the user means, runs it, and reports what goes wrong with it. */
final class CommandLineInterface {
  private static final int WIDTH = 100;

  private CommandLineInterface() {}

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

  static CommandLine create(Map<String, String> environment) {
    CommandLine line = new CommandLine(new Root());
    BenchCommand.ALL.forEach((name, make) -> line.addSubcommand(name, make.get().in(environment)));
    line.addSubcommand("report", new ReportCommand());
    line.setDefaultValueProvider(new Defaults(environment));
    line.setUsageHelpWidth(WIDTH);
    line.setUsageHelpLongOptionsMaxWidth(40);
    line.getSubcommands().values().forEach(each -> withEnvironment(each.getCommandSpec()));
    line.setParameterExceptionHandler(CommandLineInterface::usageError);
    line.setExecutionExceptionHandler(CommandLineInterface::failed);
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

  static int run(Map<String, String> environment, String... arguments) {
    CommandLine line = create(environment);
    if (arguments.length == 0) {
      line.usage(System.err);
      return ExitCode.USAGE;
    }
    return line.execute(arguments);
  }

  private static int usageError(ParameterException e, String[] arguments) {
    System.err.println("tidewire bench: " + e.getMessage());
    System.err.println(
        "  See ./%s --help.".formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult arguments) {
    if (e instanceof ScenarioException || e instanceof IOException) {
      System.err.println("tidewire bench: " + e.getMessage());
    } else if (e instanceof InterruptedException) {
      System.err.println("tidewire bench: interrupted.");
    } else {
      System.err.println("tidewire bench: this is a fault in the load generator.");
      e.printStackTrace(System.err);
    }
    return ExitCode.FAILED;
  }
}
