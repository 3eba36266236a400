package dev.tidewire.server.sizing;

import java.util.function.DoublePredicate;

/**
 * How many there must be, and for what.
 *
 * @param what what asks for that many
 * @param count at least 1; {@link #TOO_MANY} when no number is enough
 */
record Need(String what, int count) {
  /** More than anybody runs. */
  static final int TOO_MANY = 1_000_000;

  /** The smallest number with which something is enough; more of them must not make it worse. */
  static Need least(String what, DoublePredicate enough) {
    int low = 1;
    int high = TOO_MANY;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (enough.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return new Need(what, low);
  }

  /** One, when more than this would be needed: then more are no answer. */
  Need orAtMost(int most) {
    return count > most ? new Need(what, 1) : this;
  }

  /** What asks for that many, for people. */
  String why() {
    return count == 1 ? "one would do" : what;
  }

  /** So many of what one has a share of. */
  static Need share(String what, double all, double each) {
    return new Need(what, (int) Math.min(TOO_MANY, Math.max(1, Math.ceil(all / each))));
  }
}
