package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the process and its Java take: CPU, memory, collections, threads, open files. The names are
 * those of Micrometer and of Prometheus' own libraries ({@code process_}, {@code jvm_}, {@code
 * system_}), which everybody's dashboards know. Everything is read when it is asked for.
 * Thread-safe.
 */
public final class ProcessMetrics implements AutoCloseable {
  /** Linux tells it here, and Java does not. */
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final int BYTES_PER_KIB = 1024;

  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Registers the figures. */
  public ProcessMetrics(Metrics metrics) {
    MeterRegistry registry = metrics.registry();
    List<MeterBinder> binders =
        List.of(
            collections,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new FileDescriptorMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics());
    binders.forEach(binder -> binder.bindTo(registry));
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process.resident.memory", ProcessMetrics::residentBytes)
          .description("Memory of the process that is in RAM.")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  private static double residentBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | UncheckedIOException e) {
      return Double.NaN; // which is how a gauge says that it does not know
    }
  }

  /** Listens to the collector no longer. */
  @Override
  public void close() {
    collections.close();
  }
}
