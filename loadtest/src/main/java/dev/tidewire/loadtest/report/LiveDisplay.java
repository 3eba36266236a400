package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.scenario.Observer;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.Second;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Shows a run on a terminal, in place, once a second. Confined to the collecting thread. */
public final class LiveDisplay implements Observer {
  private static final int BAR = 40;
  private static final int HISTORY = 60;
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String CLEAR_LINE = "\u001b[2K";

  private final PrintStream out;
  private final String title;
  private final Plan plan;
  private final ArrayDeque<Double> latencies = new ArrayDeque<>();
  private int drawn;

  public LiveDisplay(PrintStream out, String title, Plan plan) {
    this.out = out;
    this.title = title;
    this.plan = plan;
  }

  @Override
  public void second(Second second, double progress, Histogram delivery) {
    latencies.add(second.p99());
    if (latencies.size() > HISTORY) {
      latencies.remove();
    }
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\u001b[%dA".formatted(drawn));
    }
    List<String> lines = lines(second, progress);
    lines.forEach(line -> frame.append(CLEAR_LINE).append(line).append('\n'));
    drawn = lines.size();
    out.print(frame);
    out.flush();
  }

  private List<String> lines(Second second, double progress) {
    Double cores = second.targetCores();
    List<String> lines = new ArrayList<>();
    lines.add("%s   %.0f s".formatted(title, second.at()));
    lines.add("%-9s %s %3.0f %%".formatted(second.phase(), bar(progress), 100 * progress));
    lines.add("clients   %,d of %,d ready".formatted(second.ready(), plan.load().connections()));
    lines.add("publish   %,.0f/s of %s".formatted(second.published(), target()));
    lines.add("deliver   %,.0f/s".formatted(second.delivered()));
    lines.add(
        "latency   p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms"
            .formatted(second.p50(), second.p99(), second.p999(), second.max()));
    lines.add("p99       " + sparkline());
    lines.add(
        "server    %s  %,.0f MiB   generator %.2f cores"
            .formatted(
                cores == null ? "unseen" : "%.2f cores".formatted(cores),
                second.targetBytes() / 1048576.0,
                second.generatorCores()));
    return lines;
  }

  private String target() {
    double rate = plan.load().rate();
    return Double.isInfinite(rate) ? "as fast as it goes" : "%,.0f/s".formatted(rate);
  }

  private static String bar(double progress) {
    int full = (int) Math.round(BAR * progress);
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  private String sparkline() {
    double max = latencies.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double value : latencies) {
      int level = max == 0 ? 0 : (int) Math.round(value / max * (BLOCKS.length() - 1));
      line.append(BLOCKS.charAt(level));
    }
    return line + "  (%.1f ms)".formatted(max);
  }
}
