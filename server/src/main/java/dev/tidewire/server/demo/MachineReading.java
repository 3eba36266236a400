package dev.tidewire.server.demo;

import java.util.List;

/**
 * One look at the machine.
 *
 * @param cpu the share of all cores that was busy since the last look, 0 to 1
 * @param cores the same for each core
 * @param memoryUsed bytes
 * @param memoryTotal bytes
 * @param network bytes per second since the last look, loopback left out
 * @param disk likewise, over all disks
 * @param load the load average of a minute, or 0 where the system has none
 * @param processes how many there are
 * @param host its name
 * @param os the system and its version
 * @param uptimeSeconds since the machine was started
 */
record MachineReading(
    double cpu,
    List<Double> cores,
    long memoryUsed,
    long memoryTotal,
    Flow network,
    Flow disk,
    double load,
    int processes,
    String host,
    String os,
    long uptimeSeconds) {
  MachineReading {
    cores = List.copyOf(cores);
  }

  /** Bytes per second in both directions: received and sent, or read and written. */
  record Flow(long in, long out) {}
}
