package dev.tidewire.server.sizing;

/**
 * How much something is, and how that is known.
 *
 * @param value never negative
 * @param unit of the value
 * @param what one sentence about it
 * @param date when it was measured or read
 * @param machine where it was measured, or nothing
 * @param command what measures it again, or where it was read
 */
public record Cost(
    double value,
    String unit,
    String what,
    Basis basis,
    String date,
    String machine,
    String command) {

  /** How a value is known. */
  public enum Basis {
    /** By the command. */
    MEASURED,
    /** From the documentation or the source of what it is about. */
    DOCUMENTED,
    /** It is a guess that somebody has to make, or a wish. */
    ASSUMED
  }

  /** Refuses what is no amount. */
  public Cost {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("is at least 0, but %s was given".formatted(value));
    }
  }
}
