package dev.tidewire.server.config;

/**
 * Text from outside, made safe for a terminal and a log (CWE-117): line breaks, escape sequences
 * and characters that turn the reading direction come out as {@code \n}, {@code \t} or {@code
 * \}{@code u001b}, and a long text is cut.
 */
public final class Printable {
  private static final int NAME_LENGTH = 100;
  private static final int LINE_LENGTH = 8 * 1024;

  private Printable() {}

  /** A name or a value inside a sentence: at most 100 characters. */
  public static String text(String text) {
    return escape(text, NAME_LENGTH);
  }

  /** A whole line: at most 8,192 characters. */
  public static String line(String text) {
    return escape(text, LINE_LENGTH);
  }

  private static String escape(String text, int max) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), max));
    text.codePoints().limit(max).forEach(c -> append(safe, c));
    return text.codePointCount(0, text.length()) > max
        ? safe.append('…').toString()
        : safe.toString();
  }

  private static void append(StringBuilder safe, int c) {
    switch (c) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (isPrintable(c)) {
          safe.appendCodePoint(c);
        } else {
          safe.append("\\u%04x".formatted(c));
        }
      }
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
