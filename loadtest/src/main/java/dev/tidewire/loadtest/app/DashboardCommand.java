package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code bench dashboard}. */
@Command(
    name = "dashboard",
    description = "Many channels per client, each with many messages per second.")
final class DashboardCommand extends BenchCommand {
  @Override
  Map<String, String> defaults() {
    return with(
        super.defaults(),
        "--connections",
        "100",
        "--channels",
        "50",
        "--subscriptions",
        "50",
        "--rate",
        "500");
  }

  @Override
  Scenario scenario() {
    return Scenarios.steady();
  }
}
