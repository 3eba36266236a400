package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench connect}. */
@Command(
    name = "connect",
    description =
        "Clients connect, and then nothing happens: the cost of a connect, of an idle connection, and of its heartbeats.")
final class ConnectCommand extends BenchCommand {
  @Option(
      names = "--rehearsal",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Clients that come and go before the CPU is read, at most as many at a time as there are connections, so that what a server does only once is no cost of a connect; 0: none. Default: ${DEFAULT-VALUE}.")
  int rehearsal;

  @Override
  Map<String, String> defaults() {
    return with(super.defaults(), "--connections", "5000", "--rate", "0", "--duration", "10s");
  }

  @Override
  Scenario scenario() {
    return Scenarios.connect(rehearsal);
  }
}
