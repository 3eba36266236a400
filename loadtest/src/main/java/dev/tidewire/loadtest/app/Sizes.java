package dev.tidewire.loadtest.app;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as 128, 128B, 1KiB. */
final class Sizes implements ITypeConverter<Integer> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(b|k|kib|mib)?");

  @Override
  public Integer convert(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "\"%s\" is no size; one looks like 128B or 1KiB".formatted(text));
    }
    String unit = matcher.group(2);
    long factor = unit == null || unit.equals("b") ? 1 : unit.equals("mib") ? 1 << 20 : 1 << 10;
    long size = Long.parseLong(matcher.group(1)) * factor;
    if (size > 16 << 20) {
      throw new TypeConversionException("\"%s\" is more than 16MiB".formatted(text));
    }
    return (int) size;
  }
}
