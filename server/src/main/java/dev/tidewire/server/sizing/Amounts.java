package dev.tidewire.server.sizing;

import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
final class Amounts {
  private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final List<String> BITS = List.of("bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s");

  private Amounts() {}

  /** With thousands apart, and decimals where they tell something. */
  static String number(double value) {
    if (value >= 1e9) {
      return digits(value / 1e6, 0) + " million";
    }
    boolean whole = value >= 100 || value == Math.rint(value);
    return digits(value, whole ? 0 : value >= 1 ? 1 : 3);
  }

  /** A share of 1 in per cent. */
  static String share(double value) {
    if (value > 0 && value < 0.001) {
      return "below 0.1 %";
    }
    return digits(value * 100, value > 0 && value < 0.1 ? 1 : 0) + " %";
  }

  static String bytes(double value) {
    return scaled(value, 1024, BYTES);
  }

  static String bits(double value) {
    return scaled(value, 1000, BITS);
  }

  static String seconds(double value) {
    if (value > 0 && value < 0.001) {
      return "below 1 ms";
    }
    if (value < 1) {
      return digits(value * 1000, 0) + " ms";
    }
    if (value < 120) {
      return digits(value, value < 10 ? 1 : 0) + " s";
    }
    return value < 7200 ? digits(value / 60, 0) + " min" : digits(value / 3600, 1) + " h";
  }

  private static String scaled(double value, double step, List<String> units) {
    int unit = 0;
    double rest = value;
    while (rest >= step && unit < units.size() - 1) {
      rest /= step;
      unit++;
    }
    return digits(rest, rest < 10 && unit > 0 ? 1 : 0) + " " + units.get(unit);
  }

  private static String digits(double value, int decimals) {
    NumberFormat form = NumberFormat.getNumberInstance(Locale.ROOT);
    form.setMinimumFractionDigits(decimals);
    form.setMaximumFractionDigits(decimals);
    return form.format(value);
  }
}
