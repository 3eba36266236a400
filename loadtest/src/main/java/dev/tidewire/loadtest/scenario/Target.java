package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.measure.ProcessUsage;
import dev.tidewire.loadtest.measure.Processes;
import dev.tidewire.loadtest.net.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The server's processes, as far as they can be seen from here. Thread-safe. */
final class Target {
  private final Processes processes = new Processes();
  private final List<Long> given;
  private final List<Endpoint> endpoints;
  private volatile List<Long> pids = List.of();

  Target(Plan.Target plan) {
    given = plan.pids();
    endpoints = plan.endpoints();
    locate();
  }

  /** Looks again which processes listen, for instance after a restart. */
  void locate() {
    if (!given.isEmpty()) {
      pids = given;
      return;
    }
    TreeSet<Long> found = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.address().getAddress().isLoopbackAddress()) {
        Optional<Long> pid = processes.listeningOn(endpoint.address().getPort());
        pid.ifPresent(found::add);
      }
    }
    pids = List.copyOf(found);
  }

  List<Long> pids() {
    return pids;
  }

  ProcessUsage usage() {
    return processes.usage(pids);
  }
}
