package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import dev.tidewire.loadtest.scenario.ShellCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench restart}. */
@Command(name = "restart", description = "Nodes are restarted under load, one after the other.")
final class RestartCommand extends BenchCommand {
  @Option(
      names = "--restart-command",
      required = true,
      paramLabel = "COMMAND",
      description =
          "Restarts one node, and ends when it is up again; the shell runs it. Repeatable: one for each node, in this order.")
  List<String> commands = new ArrayList<>();

  @Option(
      names = "--pause",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "5s",
      description =
          "How long is waited in front of each restart and behind the last. Default: ${DEFAULT-VALUE}.")
  Duration pause = Duration.ZERO;

  @Override
  Map<String, String> defaults() {
    return with(
        super.defaults(),
        "--channels",
        "100",
        "--rate",
        "100",
        "--duration",
        "30s",
        "--drain",
        "20s");
  }

  @Override
  Scenario scenario() {
    return Scenarios.restart(commands.stream().map(ShellCommand::new).toList(), pause);
  }
}
