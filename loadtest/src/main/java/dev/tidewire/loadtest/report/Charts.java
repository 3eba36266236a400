package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.scenario.Second;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Which charts an experiment has. Of several rounds curves show the medians, the others the first.
 */
final class Charts {
  private static final double NINES = 4;
  private static final int STEPS = 120;

  private Charts() {}

  static List<Chart> of(Experiment experiment) {
    if (experiment.isCurve()) {
      return growth(experiment);
    }
    List<Chart> charts = new ArrayList<>();
    Experiment drawn = experiment.ofFirstRound();
    spectrum(drawn).ifPresent(charts::add);
    charts.addAll(overTime(drawn));
    return charts;
  }

  /** The latency at each percentile, with as much room for 99 to 99.9 % as for 90 to 99 %. */
  private static Optional<Chart> spectrum(Experiment experiment) {
    List<Chart.Line> lines = new ArrayList<>();
    for (Result result : experiment.results()) {
      Result.LatencyFigures delivery = result.latencies().get("delivery");
      if (delivery != null) {
        lines.add(new Chart.Line(result.label(), spectrum(decoded(delivery.histogram()))));
      }
    }
    List<Chart.Tick> ticks =
        List.of(
            new Chart.Tick(0, "0 %"),
            new Chart.Tick(1 / NINES, "90 %"),
            new Chart.Tick(2 / NINES, "99 %"),
            new Chart.Tick(3 / NINES, "99.9 %"),
            new Chart.Tick(0.97, "99.99 %"));
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Chart(
                "Delivery latency by percentile", " ms", Chart.Scale.LOGARITHMIC, lines, ticks));
  }

  private static List<Chart.Point> spectrum(Histogram histogram) {
    List<Chart.Point> points = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      double x = i / (double) STEPS;
      double percentile = 100 * (1 - Math.pow(10, -x * NINES));
      points.add(new Chart.Point(x, histogram.getValueAtPercentile(percentile) / 1e3));
    }
    return points;
  }

  private static Histogram decoded(String base64) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
      return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("A result holds a histogram that cannot be read.", e);
    }
  }

  private static List<Chart> overTime(Experiment experiment) {
    List<Chart> charts = new ArrayList<>();
    boolean delivers = experiment.results().stream().anyMatch(result -> result.checks().owed() > 0);
    if (delivers) {
      charts.add(overTime(experiment, "Delivery latency p99, each second", " ms", Second::p99));
      charts.add(overTime(experiment, "Deliveries per second", "", Second::delivered));
    }
    charts.add(overTime(experiment, "Clients that are ready", "", Second::ready));
    if (experiment.results().stream().anyMatch(result -> result.target() != null)) {
      charts.add(overTime(experiment, "CPU of the server, cores", "", Charts::cores));
      charts.add(
          overTime(
              experiment,
              "Memory of the server",
              " MiB",
              second -> second.targetBytes() / 1048576.0));
    }
    return charts;
  }

  private static double cores(Second second) {
    Double cores = second.targetCores();
    return cores == null ? 0 : cores;
  }

  private static Chart overTime(
      Experiment experiment, String title, String unit, ToDoubleFunction<Second> value) {
    double end =
        experiment.results().stream()
            .flatMap(result -> result.seconds().stream())
            .mapToDouble(Second::at)
            .max()
            .orElse(1);
    List<Chart.Line> lines = new ArrayList<>();
    for (Result result : experiment.results()) {
      List<Chart.Point> points =
          result.seconds().stream()
              .map(second -> new Chart.Point(second.at() / end, value.applyAsDouble(second)))
              .toList();
      lines.add(new Chart.Line(result.label(), points));
    }
    List<Chart.Tick> ticks =
        List.of(
            new Chart.Tick(0, "0 s"),
            new Chart.Tick(0.5, "%.0f s".formatted(end / 2)),
            new Chart.Tick(0.97, "%.0f s".formatted(end)));
    return new Chart(title, unit, Chart.Scale.LINEAR, lines, ticks);
  }

  /** How cost and latency grow; the horizontal axis is logarithmic. */
  private static List<Chart> growth(Experiment experiment) {
    List<Chart> charts = new ArrayList<>();
    for (Column column : Column.of(experiment)) {
      List<Chart.Line> lines = growth(experiment, column);
      boolean moves =
          lines.stream().anyMatch(line -> line.points().stream().anyMatch(point -> point.y() > 0));
      if (moves) {
        charts.add(
            new Chart(column.title(), "", Chart.Scale.LINEAR, lines, growthTicks(experiment)));
      }
    }
    return charts;
  }

  private static List<Chart.Line> growth(Experiment experiment, Column column) {
    Map<String, List<Chart.Point>> byLabel = new LinkedHashMap<>();
    for (Rounds rounds : Rounds.of(experiment)) {
      rounds
          .medianValue(column)
          .ifPresent(value ->
              byLabel
                  .computeIfAbsent(rounds.label(), none -> new ArrayList<>())
                  .add(new Chart.Point(place(experiment, xOf(rounds.first())), value)));
    }
    List<Chart.Line> lines = new ArrayList<>();
    byLabel.forEach((label, points) -> {
      points.sort(Comparator.comparingDouble(Chart.Point::x));
      lines.add(new Chart.Line(label, points));
    });
    return lines;
  }

  private static List<Chart.Tick> growthTicks(Experiment experiment) {
    return experiment.results().stream()
        .map(Charts::xOf)
        .distinct()
        .sorted()
        .map(x -> new Chart.Tick(place(experiment, x), Chart.number(x)))
        .toList();
  }

  private static double xOf(Result result) {
    Double x = result.x();
    return x == null ? 1 : Math.max(x, 1e-9);
  }

  private static double place(Experiment experiment, double x) {
    double low = experiment.results().stream().mapToDouble(Charts::xOf).min().orElse(1);
    double high = experiment.results().stream().mapToDouble(Charts::xOf).max().orElse(1);
    return high == low ? 0.5 : 0.04 + 0.92 * Math.log(x / low) / Math.log(high / low);
  }
}
