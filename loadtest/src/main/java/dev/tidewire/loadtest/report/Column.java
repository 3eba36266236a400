package dev.tidewire.loadtest.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A column of a table of results.
 *
 * @param figure the name that {@link Figures} knows it by
 * @param factor what the figure is multiplied with for showing
 * @param format how it is shown
 */
record Column(String title, String figure, double factor, String format) {
  /** What is shown where there is no figure. */
  static final String NONE = "–";

  private static final double PER_KIB = 1 / 1024.0;

  /** Every column there is; a table shows those that one of its runs has a value for. */
  static final List<Column> ALL =
      List.of(
          new Column("CPU per delivery, µs", "cpu.per.delivery", 1e3, "%,.2f"),
          new Column("server, cores", "cpu.cores", 1, "%,.2f"),
          new Column("deliveries/s", "delivery.rate", 1, "%,.0f"),
          new Column("publishes/s", "publish.rate", 1, "%,.0f"),
          new Column("p50, ms", "delivery.p50", 1, "%,.2f"),
          new Column("p99, ms", "delivery.p99", 1, "%,.2f"),
          new Column("p99.9, ms", "delivery.p999", 1, "%,.2f"),
          new Column("reads per delivery", "reads.per.delivery", 1, "%,.2f"),
          new Column("bytes per delivery", "bytes.per.delivery", 1, "%,.0f"),
          new Column("decompressed", "message.bytes.per.delivery", 1, "%,.0f"),
          new Column("delivered, %", "delivered", 100, "%.3f"),
          new Column("twice", "duplicates", 1, "%,.0f"),
          new Column("out of order", "reordered", 1, "%,.0f"),
          new Column("replay p99, ms", "replay.p99", 1, "%,.0f"),
          new Column("interruption p50, ms", "interruption.p50", 1, "%,.0f"),
          new Column("interruption p99, ms", "interruption.p99", 1, "%,.0f"),
          new Column("CPU per connect, µs", "cpu.per.connect", 1e3, "%,.0f"),
          new Column("connect p50, ms", "connect.p50", 1, "%,.1f"),
          new Column("connect p99, ms", "connect.p99", 1, "%,.1f"),
          new Column("KiB per connection", "memory.per.connection", PER_KIB, "%,.1f"),
          new Column("peak MiB", "memory.peak", PER_KIB * PER_KIB, "%,.0f"),
          new Column("idle cores", "cpu.idle", 1, "%.3f"));

  /** What says nothing where nothing was published. */
  private static final Set<String> OF_DELIVERIES =
      Set.of("delivery.rate", "publish.rate", "delivered", "duplicates", "reordered");

  /** What is only told where it is the point: few connections to a cold server say nothing. */
  private static final Set<String> OF_CONNECTS =
      Set.of("cpu.per.connect", "connect.p50", "connect.p99", "memory.per.connection", "cpu.idle");

  /** What is only told where a run was compressed. */
  private static final Set<String> OF_COMPRESSION =
      Set.of("bytes.per.delivery", "message.bytes.per.delivery");

  /** Where CPU goes into coming back, and is no price of a delivery. */
  private static final Set<String> UNSTEADY = Set.of("flaky", "storm", "restart", "soak");

  static List<Column> of(Experiment experiment) {
    List<Result> results = experiment.results();
    List<Figures> all = results.stream().map(Figures::of).toList();
    boolean delivers = results.stream().anyMatch(result -> result.checks().owed() > 0);
    boolean steady = results.stream().noneMatch(result -> UNSTEADY.contains(result.scenario()));
    boolean compressed =
        results.stream().anyMatch(result -> "true".equals(result.settings().get("compression")));
    return ALL.stream()
        .filter(column -> !(delivers ? OF_CONNECTS : OF_DELIVERIES).contains(column.figure()))
        .filter(column -> compressed || !OF_COMPRESSION.contains(column.figure()))
        .filter(column -> steady || !column.figure().equals("cpu.per.delivery"))
        .filter(column -> !steady || !column.figure().equals("cpu.cores"))
        .filter(column -> all.stream().anyMatch(each -> each.get(column.figure()).isPresent()))
        .toList();
  }

  String shown(Result result) {
    return value(result).map(value -> format.formatted(value)).orElse(NONE);
  }

  Optional<Double> value(Result result) {
    return Figures.of(result).get(figure).map(value -> value * factor);
  }
}
