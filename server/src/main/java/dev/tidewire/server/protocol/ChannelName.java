package dev.tidewire.server.protocol;

/**
 * The name of a channel, {@code namespace:rest}.
 *
 * <p>The namespace is 1 to 64 of {@code a-z 0-9 _ -} and begins with a letter; the rest is 1 to 190
 * of {@code A-Z a-z 0-9 _ - . : / @ + = ~ , !}. Nothing in a name needs escaping in JSON, in a
 * Redis key or in a URL's path, and nothing in it is special in a capability pattern.
 */
public record ChannelName(String value) {
  private static final int MAX_NAMESPACE = 64;
  private static final int MAX_REST = 190;
  private static final String MARKS = "_-.:/@+=~,!";

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException when {@code value} is not a channel name
   */
  public ChannelName {
    if (!isChannelName(value)) {
      throw new IllegalArgumentException(
          "A channel is named namespace:rest, as in chat:lobby; this one is not.");
    }
  }

  /** The part before the first colon, which decides the channel's options. */
  public String namespace() {
    return value.substring(0, value.indexOf(':'));
  }

  private static boolean isChannelName(String value) {
    int colon = value.indexOf(':');
    return isNamespace(value, colon) && isRest(value, colon + 1);
  }

  private static boolean isNamespace(String value, int end) {
    if (end < 1 || end > MAX_NAMESPACE || !isLower(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < end; i++) {
      char c = value.charAt(i);
      if (!isLower(c) && !isDigit(c) && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isRest(String value, int start) {
    int length = value.length() - start;
    if (length < 1 || length > MAX_REST) {
      return false;
    }
    for (int i = start; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isLower(c) && !isDigit(c) && !isUpper(c) && MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return value;
  }
}
