package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.scenario.Observer;
import dev.tidewire.loadtest.scenario.Second;
import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Shows a run as one line per second, for logs. */
public final class LineDisplay implements Observer {
  private final PrintStream out;

  public LineDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void second(Second second, double progress, Histogram delivery) {
    Double cores = second.targetCores();
    out.println(
        String.format(
            Locale.ROOT,
            "%6.1f s %-8s ready %d, publish %.0f/s, deliver %.0f/s,"
                + " p50/p99/p99.9/max %.2f/%.2f/%.2f/%.2f ms, server %.2f cores %.0f MiB",
            second.at(),
            second.phase(),
            second.ready(),
            second.published(),
            second.delivered(),
            second.p50(),
            second.p99(),
            second.p999(),
            second.max(),
            cores == null ? 0 : cores,
            second.targetBytes() / 1048576.0));
  }
}
