package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code bench chat}. */
@Command(name = "chat", description = "Many rooms with a few people in each.")
final class ChatCommand extends BenchCommand {
  @Override
  Map<String, String> defaults() {
    return with(super.defaults(), "--channels", "100", "--rate", "200");
  }

  @Override
  Scenario scenario() {
    return Scenarios.steady();
  }
}
