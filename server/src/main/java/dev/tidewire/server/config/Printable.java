package dev.tidewire.server.config;

/** Text from outside, made safe for a terminal and a log. */
final class Printable {
  private static final int MAX_LENGTH = 100;

  private Printable() {}

  /** The text with each control and formatting character as a question mark, and cut when long. */
  static String text(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : '?'));
    return text.codePointCount(0, text.length()) > MAX_LENGTH ? safe + "…" : safe.toString();
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
