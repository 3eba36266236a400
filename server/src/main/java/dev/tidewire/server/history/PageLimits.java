package dev.tidewire.server.history;

/**
 * How much of a history one read may bring.
 *
 * @param messages at least 1
 * @param bytes of payload, at least 1; a first message that is larger is brought all the same, so
 *     that every read makes progress
 */
public record PageLimits(int messages, int bytes) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is below 1
   */
  public PageLimits {
    if (messages < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "A page holds at least 1 message and 1 byte, not %d and %d.".formatted(messages, bytes));
    }
  }
}
