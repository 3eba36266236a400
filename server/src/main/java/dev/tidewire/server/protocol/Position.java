package dev.tidewire.server.protocol;

/**
 * A place in a channel's history: behind the message with this offset, in this epoch.
 *
 * <p>Offsets count the messages of one epoch from 1 without a hole; 0 is the place before the
 * first. Positions of different epochs cannot be compared: the store lost its memory between them.
 *
 * @param epoch 1 to 32 of {@code A-Z a-z 0-9 _ -}
 * @param offset at least 0
 */
public record Position(String epoch, long offset) {
  private static final int MAX_EPOCH_LENGTH = 32;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a part is out of range
   */
  public Position {
    if (epoch.isEmpty() || epoch.length() > MAX_EPOCH_LENGTH || !isPlain(epoch)) {
      throw new IllegalArgumentException("An epoch is 1 to 32 letters, digits, '_' or '-'.");
    }
    if (offset < 0) {
      throw new IllegalArgumentException("An offset is at least 0, not %d.".formatted(offset));
    }
  }

  private static boolean isPlain(String text) {
    return text.chars()
        .allMatch(c ->
            (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-');
  }
}
