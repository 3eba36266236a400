package dev.tidewire.loadtest.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate per second: a number, or {@code max}. */
final class Rates implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    if (text.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double rate = Double.parseDouble(text.replace("/s", ""));
      if (rate >= 0 && Double.isFinite(rate)) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new TypeConversionException(
        "\"%s\" is no rate; one is a number per second, or max".formatted(text));
  }
}
