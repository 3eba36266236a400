package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import picocli.CommandLine.Command;

/** {@code bench fanout}. */
@Command(name = "fanout", description = "One channel with many listeners.")
final class FanoutCommand extends BenchCommand {
  @Override
  Scenario scenario() {
    return Scenarios.steady();
  }
}
