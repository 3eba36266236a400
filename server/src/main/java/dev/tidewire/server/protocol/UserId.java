package dev.tidewire.server.protocol;

/**
 * A user, as the token's {@code sub} names it: 1 to 255 characters, none of them a control
 * character.
 */
public record UserId(String value) {
  private static final int MAX_LENGTH = 255;

  /**
   * Checks length and characters.
   *
   * @throws IllegalArgumentException when {@code value} cannot be a user
   */
  public UserId {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "A user is 1 to %d characters long, not %d.".formatted(MAX_LENGTH, value.length()));
    }
    if (hasControl(value)) {
      throw new IllegalArgumentException("A user has no control characters.");
    }
  }

  private static boolean hasControl(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return value;
  }
}
