package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench storm}. */
@Command(
    name = "storm",
    description = "All connections are cut at once, and all clients come back at once.")
final class StormCommand extends BenchCommand {
  @Option(
      names = "--spread",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "0s",
      description =
          "Over how long their first attempts are spread; 0s: all at once. Default: ${DEFAULT-VALUE}.")
  Duration spread = Duration.ZERO;

  @Override
  Map<String, String> defaults() {
    return with(super.defaults(), "--rate", "10", "--duration", "15s", "--drain", "20s");
  }

  @Override
  Scenario scenario() {
    return Scenarios.storm(spread);
  }
}
