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
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("A user has no control characters.");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
