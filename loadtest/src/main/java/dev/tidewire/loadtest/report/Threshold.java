package dev.tidewire.loadtest.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound on one figure, such as {@code delivery.p99<50ms}, {@code loss==0}, {@code
 * memory.per.connection<=8KiB} or {@code delivered>=99.9%}.
 */
public record Threshold(String text, String figure, Comparison comparison, double bound) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([a-z_.0-9]+)\\s*(<=|>=|==|<|>)\\s*([0-9.]+)\\s*([A-Za-z%]*)\\s*");

  /** What each unit is in the figure's own: milliseconds, bytes, shares. */
  private static final Map<String, Double> UNITS =
      Map.of(
          "", 1.0,
          "us", 1e-3,
          "ms", 1.0,
          "s", 1e3,
          "B", 1.0,
          "KiB", 1024.0,
          "MiB", 1024.0 * 1024,
          "GiB", 1024.0 * 1024 * 1024,
          "%", 0.01);

  /** What an overloaded generator counts as exactly as any other. */
  private static final Set<String> COUNTED =
      Set.of(
          "loss",
          "delivered",
          "duplicates",
          "reordered",
          "misrouted",
          "violations",
          "unrecovered",
          "not.returned",
          "connect.failures");

  private static final Set<String> MEASURED =
      Set.of(
          "publish.rate",
          "delivery.rate",
          "connect.rate",
          "publish.achieved",
          "reads.per.delivery",
          "cpu.per.delivery",
          "cpu.per.connect",
          "cpu.cores",
          "cpu.idle",
          "memory.per.connection",
          "memory.peak",
          "memory.growth",
          "generator.loop",
          "generator.stolen");

  private static final Pattern LATENCY =
      Pattern.compile(
          "(delivery|replay|publish|handshake|connect|reconnect|interruption|send_lag|loop_lag)"
              + "\\.(p50|p90|p99|p999|max|mean)");

  /** How a figure is compared. */
  public enum Comparison {
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    EQUAL;

    private static Comparison of(String sign) {
      return switch (sign) {
        case "<" -> LESS;
        case "<=" -> LESS_OR_EQUAL;
        case ">" -> GREATER;
        case ">=" -> GREATER_OR_EQUAL;
        default -> EQUAL;
      };
    }

    boolean holds(double actual, double bound) {
      return switch (this) {
        case LESS -> actual < bound;
        case LESS_OR_EQUAL -> actual <= bound;
        case GREATER -> actual > bound;
        case GREATER_OR_EQUAL -> actual >= bound;
        case EQUAL -> actual == bound;
      };
    }
  }

  /**
   * Reads a threshold.
   *
   * @throws IllegalArgumentException when it is none, with a sentence that says why
   */
  public static Threshold parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "A threshold looks like delivery.p99<50ms, but \"%s\" was given.".formatted(text));
    }
    String figure = matcher.group(1);
    if (!isKnown(figure)) {
      Set<String> known = new TreeSet<>(COUNTED);
      known.addAll(MEASURED);
      throw new IllegalArgumentException(
          "There is no figure \"%s\". There are the latencies, such as delivery.p99, and %s."
              .formatted(figure, String.join(", ", known)));
    }
    Double unit = UNITS.get(matcher.group(4));
    if (unit == null) {
      throw new IllegalArgumentException(
          "\"%s\" in \"%s\" is no unit; there are %s."
              .formatted(matcher.group(4), text, String.join(" ", new TreeSet<>(UNITS.keySet()))));
    }
    double bound = Double.parseDouble(matcher.group(3)) * unit;
    return new Threshold(text, figure, Comparison.of(matcher.group(2)), bound);
  }

  private static boolean isKnown(String figure) {
    return COUNTED.contains(figure)
        || MEASURED.contains(figure)
        || LATENCY.matcher(figure).matches();
  }

  /**
   * The result with the outcome of these thresholds. A saturated generator passes none that was
   * measured: it did not measure the server. What it counted stands.
   */
  public static Result applied(List<Threshold> thresholds, Result result) {
    Figures figures = Figures.of(result);
    boolean valid = !result.generator().saturated();
    return result.withThresholds(
        thresholds.stream().map(threshold -> threshold.apply(figures, valid)).toList());
  }

  private Result.ThresholdResult apply(Figures figures, boolean valid) {
    Optional<Double> actual = figures.get(figure);
    boolean holds = actual.filter(value -> comparison.holds(value, bound)).isPresent();
    return new Result.ThresholdResult(
        text, actual.orElse(null), holds && (valid || COUNTED.contains(figure)));
  }
}
