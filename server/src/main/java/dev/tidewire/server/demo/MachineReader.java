package dev.tidewire.server.demo;

import dev.tidewire.server.demo.MachineReading.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.OperatingSystem;

/**
 * Reads the machine with OSHI. To make one takes half a second, to read some milliseconds of file
 * access: never on a loop or while the server starts. Confined to one thread.
 */
final class MachineReader {
  private static final double NANOS_PER_SECOND = 1e9;

  private final OperatingSystem system;
  private final CentralProcessor processor;
  private final GlobalMemory memory;
  private final List<NetworkIF> interfaces;
  private final List<HWDiskStore> disks;
  private final String host;
  private final String name;

  private long[] ticks;
  private long[][] coreTicks;
  private Flow networkBytes;
  private Flow diskBytes;
  private long readAt = System.nanoTime();

  MachineReader() {
    SystemInfo info = new SystemInfo();
    HardwareAbstractionLayer hardware = info.getHardware();
    system = info.getOperatingSystem();
    processor = hardware.getProcessor();
    memory = hardware.getMemory();
    interfaces = hardware.getNetworkIFs();
    disks = hardware.getDiskStores();
    host = system.getNetworkParams().getHostName();
    name =
        "%s %s"
            .formatted(
                system.getFamily().replace(" GNU/Linux", ""), system.getVersionInfo().getVersion());
    ticks = processor.getSystemCpuLoadTicks();
    coreTicks = processor.getProcessorCpuLoadTicks();
    networkBytes = networkBytes();
    diskBytes = diskBytes();
  }

  MachineReading read() {
    long now = System.nanoTime();
    double seconds = Math.max(1, now - readAt) / NANOS_PER_SECOND;
    long[] newTicks = processor.getSystemCpuLoadTicks();
    long[][] newCoreTicks = processor.getProcessorCpuLoadTicks();
    Flow newNetworkBytes = networkBytes();
    Flow newDiskBytes = diskBytes();
    MachineReading reading =
        new MachineReading(
            share(processor.getSystemCpuLoadBetweenTicks(ticks, newTicks)),
            shares(processor.getProcessorCpuLoadBetweenTicks(coreTicks, newCoreTicks)),
            memory.getTotal() - memory.getAvailable(),
            memory.getTotal(),
            rate(networkBytes, newNetworkBytes, seconds),
            rate(diskBytes, newDiskBytes, seconds),
            Math.max(0, processor.getSystemLoadAverage(1)[0]),
            system.getProcessCount(),
            host,
            name,
            system.getSystemUptime());
    ticks = newTicks;
    coreTicks = newCoreTicks;
    networkBytes = newNetworkBytes;
    diskBytes = newDiskBytes;
    readAt = now;
    return reading;
  }

  private Flow networkBytes() {
    long in = 0;
    long out = 0;
    for (NetworkIF each : interfaces) {
      each.updateAttributes();
      in += each.getBytesRecv();
      out += each.getBytesSent();
    }
    return new Flow(in, out);
  }

  private Flow diskBytes() {
    long in = 0;
    long out = 0;
    for (HWDiskStore each : disks) {
      each.updateAttributes();
      in += each.getReadBytes();
      out += each.getWriteBytes();
    }
    return new Flow(in, out);
  }

  /** A counter that went backwards, because a device left, counts as standing still. */
  private static Flow rate(Flow before, Flow after, double seconds) {
    return new Flow(
        Math.round(Math.max(0, after.in() - before.in()) / seconds),
        Math.round(Math.max(0, after.out() - before.out()) / seconds));
  }

  private static List<Double> shares(double[] loads) {
    return new ArrayList<>(Arrays.stream(loads).map(MachineReader::share).boxed().toList());
  }

  /** Three digits; between two looks at the same tick there is no load to tell. */
  private static double share(double load) {
    return Double.isNaN(load) ? 0 : Math.round(Math.clamp(load, 0, 1) * 1000) / 1000.0;
  }
}
