package dev.tidewire.loadtest.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * How the generator itself is doing: the CPU its loops use, its pauses, and what its machine was
 * not given. Confined to the collecting thread.
 */
public final class GeneratorHealth {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Processes processes = new Processes();
  private final List<Long> loopThreads;

  /** The health of a generator whose loops run on these threads. */
  public GeneratorHealth(List<Long> loopThreads) {
    this.loopThreads = List.copyOf(loopThreads);
  }

  /**
   * What was used up to one moment.
   *
   * @param loopNanos the CPU time of each loop
   * @param pauseMillis what the garbage collector took
   * @param stolenNanos what the hypervisor kept from the machine's cores; 0 where nobody knows
   */
  public record Reading(
      long atNanos, long processNanos, List<Long> loopNanos, long pauseMillis, long stolenNanos) {
    /** The time since then. */
    public double millisSince(Reading earlier) {
      return (atNanos - earlier.atNanos) / 1e6;
    }

    /** The share of the time since then that the busiest loop was running. */
    public double busiestLoopSince(Reading earlier) {
      double wall = Math.max(1, atNanos - earlier.atNanos);
      double busiest = 0;
      for (int i = 0; i < loopNanos.size(); i++) {
        busiest = Math.max(busiest, (loopNanos.get(i) - earlier.loopNanos.get(i)) / wall);
      }
      return busiest;
    }

    /** How many cores the whole generator used since then. */
    public double coresSince(Reading earlier) {
      return (processNanos - earlier.processNanos)
          / (double) Math.max(1, atNanos - earlier.atNanos);
    }

    /** The share of all cores' time since then that the hypervisor kept. */
    public double stolenShareSince(Reading earlier) {
      double wall = Math.max(1, atNanos - earlier.atNanos);
      return (stolenNanos - earlier.stolenNanos) / wall / CORES;
    }
  }

  public Reading read() {
    long pauses = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      pauses += Math.max(0, collector.getCollectionTime());
    }
    long process =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : 0;
    List<Long> loops = loopThreads.stream().map(threads::getThreadCpuTime).toList();
    long stolen = processes.stolenNanos().orElse(0L);
    return new Reading(System.nanoTime(), process, loops, pauses, stolen);
  }
}
