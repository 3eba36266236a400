package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench flaky}. */
@Command(
    name = "flaky",
    description =
        "A bad network: every connection is cut again and again, and its client comes back a while later.")
final class FlakyCommand extends BenchCommand {
  @Option(
      names = "--cut-every",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "15s",
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
    return with(super.defaults(), "--rate", "2", "--duration", "60s", "--drain", "20s");
  }

  @Override
  Scenario scenario() {
    return Scenarios.flaky(cutEvery, away);
  }
}
