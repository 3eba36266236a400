package dev.tidewire.server.auth;

/** A token, as its {@code jti} names it: 1 to 255 characters, none of them a control character. */
public record TokenId(String value) {
  private static final int MAX_LENGTH = 255;

  /**
   * Checks length and characters.
   *
   * @throws IllegalArgumentException when {@code value} cannot name a token
   */
  public TokenId {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "jti, the token's name, is 1 to %d characters long, not %d."
              .formatted(MAX_LENGTH, value.length()));
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("jti, the token's name, has no control characters.");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
