package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.report.Threshold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is shown and written. */
final class ReportOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - is standard output.")
  @Nullable String json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a report with charts.")
  @Nullable Path html;

  @Option(
      names = "--hdr-log",
      paramLabel = "FILE",
      description = "Write the delivery latency of each second as an HdrHistogram log.")
  @Nullable Path hdrLog;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description = "What reports call this run. Default: the peer's name.")
  @Nullable String label;

  @Option(
      names = "--experiment",
      paramLabel = "TEXT",
      description =
          "Reports put runs of the same experiment side by side. Default: the scenario's name.")
  @Nullable String experiment;

  @Option(
      names = "--x",
      paramLabel = "NUMBER",
      description = "Which point of a growth curve this run is, such as 1000 of 1000 clients.")
  @Nullable Double x;

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      converter = Thresholds.class,
      description =
          "A bound such as delivery.p99<50ms, loss==0 or memory.per.connection<8KiB; one that does not hold makes the exit code 99. Repeatable.")
  List<Threshold> thresholds = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "Show nothing while it runs.")
  boolean quiet;

  @Option(names = "--no-live", description = "Show one line per second, also on a terminal.")
  boolean noLive;

  /** Reads a threshold. */
  static final class Thresholds implements ITypeConverter<Threshold> {
    @Override
    public Threshold convert(String text) {
      try {
        return Threshold.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
