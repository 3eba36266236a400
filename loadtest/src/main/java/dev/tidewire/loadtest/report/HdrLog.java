package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.scenario.Observer;
import dev.tidewire.loadtest.scenario.Second;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes the delivery latency of each second into an HdrHistogram log, which the tools around
 * HdrHistogram read. Values are microseconds. Confined to the collecting thread until it is closed.
 */
public final class HdrLog implements Observer, AutoCloseable {
  private static final double MAX_VALUE_UNIT_RATIO = 1000;

  private final PrintStream out;
  private final HistogramLogWriter writer;

  public HdrLog(Path file) throws IOException {
    out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
    writer = new HistogramLogWriter(out);
    writer.outputComment("[Delivery latency in microseconds; maxima in milliseconds]");
    writer.outputLogFormatVersion();
    writer.outputLegend();
  }

  @Override
  public void second(Second second, double progress, Histogram delivery) {
    if (delivery.getTotalCount() > 0) {
      writer.outputIntervalHistogram(second.at() - 1, second.at(), delivery, MAX_VALUE_UNIT_RATIO);
    }
  }

  @Override
  public void close() {
    out.close();
  }
}
