package dev.tidewire.server.protocol;

import java.util.regex.Pattern;

/**
 * What makes a retried publish safe: 1 to 64 of {@code A-Z a-z 0-9 . _ : -}, chosen by the
 * publisher.
 */
public record IdempotencyKey(String value) {
  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException when {@code value} is not a key
   */
  public IdempotencyKey {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "A key is 1 to 64 letters, digits, '.', '_', ':' or '-'; this one is not.");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
