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
    /** What happened since then. */
    public Use since(Reading earlier) {
      double wall = Math.max(1, atNanos - earlier.atNanos);
      double busiest = 0;
      for (int i = 0; i < loopNanos.size(); i++) {
        busiest = Math.max(busiest, (loopNanos.get(i) - earlier.loopNanos.get(i)) / wall);
      }
      long pauses = pauseMillis - earlier.pauseMillis;
      return new Use(
          busiest,
          (processNanos - earlier.processNanos) / wall,
          pauses,
          pauses * 1e6 / wall,
          (stolenNanos - earlier.stolenNanos) / wall / CORES);
    }
  }

  /**
   * What a generator did with the time between two moments, and what its machine did.
   *
   * @param busiestLoop the share of the time that the busiest loop was running
   * @param cores how many cores the whole generator used
   * @param pauseMillis how long its garbage collector paused it
   * @param pauseShare the same as a share of the time
   * @param stolenShare the share of all cores' time that the hypervisor kept
   */
  public record Use(
      double busiestLoop, double cores, long pauseMillis, double pauseShare, double stolenShare) {}

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
