package dev.tidewire.server.auth;

import java.nio.charset.StandardCharsets;

/**
 * A secret text: a signing secret or an API key. It never shows itself: {@link #toString} is
 * redacted, so a record that holds one can be logged.
 */
public record Secret(String value) {
  /**
   * Checks that there is one.
   *
   * @throws IllegalArgumentException when {@code value} is empty
   */
  public Secret {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("A secret has at least one character; this one is empty.");
    }
  }

  /** Its bytes in UTF-8. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "(redacted)";
  }
}
