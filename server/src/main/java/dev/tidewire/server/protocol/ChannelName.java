package dev.tidewire.server.protocol;

import java.util.regex.Pattern;

/**
 * The name of a channel, {@code namespace:rest}.
 *
 * <p>The namespace is 1 to 64 of {@code a-z 0-9 _ -} and begins with a letter; the rest is 1 to 190
 * of {@code A-Z a-z 0-9 _ - . : / @ + = ~ , !}. Nothing in a name needs escaping in JSON, in a
 * Redis key or in a URL's path, and nothing in it is special in a capability pattern.
 */
public record ChannelName(String value) {
  private static final Pattern GRAMMAR =
      Pattern.compile("[a-z][a-z0-9_-]{0,63}:[A-Za-z0-9_\\-.:/@+=~,!]{1,190}");

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException when {@code value} is not a channel name
   */
  public ChannelName {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "A channel is named namespace:rest, as in chat:lobby; this one is not.");
    }
  }

  /** The part before the first colon, which decides the channel's options. */
  public String namespace() {
    return value.substring(0, value.indexOf(':'));
  }

  @Override
  public String toString() {
    return value;
  }
}
