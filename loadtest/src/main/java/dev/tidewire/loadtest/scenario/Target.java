package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.measure.MetricsPage;
import dev.tidewire.loadtest.measure.ProcessUsage;
import dev.tidewire.loadtest.measure.Processes;
import dev.tidewire.loadtest.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The server's processes, as far as they can be seen from here: in the operating system, or by what
 * they say of themselves. Thread-safe.
 */
final class Target {
  private final Processes system = new Processes();
  private final List<Long> given;
  private final List<Endpoint> endpoints;
  private final List<MetricsPage> pages;
  private volatile List<Long> processes = List.of();

  Target(Plan.Target plan) {
    given = plan.pids();
    endpoints = plan.endpoints();
    pages = plan.metrics().stream().map(MetricsPage::new).toList();
    locate();
  }

  /** Looks again which processes there are, for instance after a restart. */
  void locate() {
    if (!pages.isEmpty()) {
      read();
    } else {
      processes = given.isEmpty() ? listening() : given;
    }
  }

  private List<Long> listening() {
    TreeSet<Long> found = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.address().getAddress().isLoopbackAddress()) {
        Optional<Long> pid = system.listeningOn(endpoint.address().getPort());
        pid.ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  /** A number for each process, which its successor does not have; none when none can be seen. */
  List<Long> processes() {
    return processes;
  }

  /** What they have used together; waits for the pages of those that are read from there. */
  ProcessUsage usage() {
    return pages.isEmpty() ? system.usage(processes) : read();
  }

  private ProcessUsage read() {
    List<Long> started = new ArrayList<>();
    ProcessUsage sum = ProcessUsage.NONE;
    for (MetricsPage page : pages) {
      Optional<MetricsPage.Reading> process = page.read();
      if (process.isPresent()) {
        started.add(process.get().startedMillis());
        sum = sum.plus(process.get().usage());
      }
    }
    processes = List.copyOf(started);
    return sum;
  }
}
