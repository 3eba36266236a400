package dev.tidewire.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them. */
public final class Units {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})([A-Za-z]+)");

  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Units() {}

  /**
   * Bytes: a whole number and one of B, KiB, MiB and GiB.
   *
   * @throws IllegalArgumentException when the text is not a size
   */
  public static long size(String text) {
    return times(text, BYTES);
  }

  /**
   * A duration: a whole number and one of ms, s, m, h and d.
   *
   * @throws IllegalArgumentException when the text is not a duration
   */
  public static Duration duration(String text) {
    return Duration.ofMillis(times(text, MILLIS));
  }

  /** The duration in the largest unit that leaves nothing over, as {@link #duration} reads it. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : List.of("d", "h", "m", "s")) {
      long size = MILLIS.getOrDefault(unit, 1L);
      if (millis >= size && millis % size == 0) {
        return millis / size + unit;
      }
    }
    return millis + "ms";
  }

  private static long times(String text, Map<String, Long> units) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      throw new IllegalArgumentException("It is not a whole number with a unit.");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), units.get(matcher.group(2)));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("It is too large.", e);
    }
  }
}
