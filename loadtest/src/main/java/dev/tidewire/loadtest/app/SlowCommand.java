package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench slow}. */
@Command(
    name = "slow",
    description = "Some clients read slowly or not at all; the others are timed and checked.")
final class SlowCommand extends BenchCommand {
  @Option(
      names = "--slow-share",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "Which share of the clients reads slowly, from 0 to 1. Default: ${DEFAULT-VALUE}.")
  double share;

  @Option(
      names = "--slow-interval",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "0s",
      description =
          "How often such a client reads 64 KiB at most; 0s: never. Default: ${DEFAULT-VALUE}.")
  Duration interval = Duration.ZERO;

  @Override
  Map<String, String> defaults() {
    return with(super.defaults(), "--size", "1KiB");
  }

  @Override
  Scenario scenario() {
    if (share < 0 || share > 1) {
      throw target.wrong("--slow-share is from 0 to 1, but %s was given.".formatted(share));
    }
    return Scenarios.slow(share, interval);
  }
}
