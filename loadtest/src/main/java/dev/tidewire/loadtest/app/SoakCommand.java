package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench soak}. */
@Command(
    name = "soak",
    description =
        "A long chat on a network that cuts now and then: does memory grow, does latency?")
final class SoakCommand extends BenchCommand {
  @Option(
      names = "--cut-every",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "5m",
      description = "After how long a connection is cut, on average. Default: ${DEFAULT-VALUE}.")
  Duration cutEvery = Duration.ZERO;

  @Option(
      names = "--away",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "2s",
      description = "How long its client stays away. Default: ${DEFAULT-VALUE}.")
  Duration away = Duration.ZERO;

  @Override
  Map<String, String> defaults() {
    return with(
        super.defaults(),
        "--channels",
        "100",
        "--rate",
        "100",
        "--duration",
        "1h",
        "--drain",
        "20s");
  }

  @Override
  Scenario scenario() {
    return Scenarios.flaky(cutEvery, away);
  }
}
