package dev.tidewire.server.session;

import java.time.Duration;

/**
 * When the clients of a leaving server are told, closed and cut, counted from the moment at which
 * it begins to leave. Immutable.
 *
 * @param spread over how long the moments lie at which clients are told to reconnect; zero: nobody
 *     is told, and everybody is closed at once
 * @param patience how long after its moment a client that is still here is closed
 * @param bound when whoever is still here is cut
 */
public record DrainPlan(Duration spread, Duration patience, Duration bound) {
  /** Of the time for closing, the part that a client has for moving over after its moment. */
  private static final int PATIENCE_PART = 5;

  /** Of the whole, the part that the last close handshakes may take at most. */
  private static final int HANDSHAKE_PART = 4;

  /**
   * Checks that it comes to an end in order.
   *
   * @throws IllegalArgumentException when a time is negative, or the cut comes before a close
   */
  public DrainPlan {
    if (spread.isNegative()
        || patience.isNegative()
        || bound.compareTo(spread.plus(patience)) < 0) {
      throw new IllegalArgumentException(
          "Clients are told over %s, closed after %s more, and cut after %s."
              .formatted(spread, patience, bound));
    }
  }

  /**
   * For a server with others beside it: its clients are told to go there, one after the other, and
   * closed when they do not.
   *
   * @param drain within which everything is over
   * @param closeTimeout what the last close handshake may take, if {@code drain} has room for it
   */
  public static DrainPlan toOtherNodes(Duration drain, Duration closeTimeout) {
    Duration handshakes = shorter(closeTimeout, drain.dividedBy(HANDSHAKE_PART));
    Duration closing = drain.minus(handshakes);
    Duration patience = closing.dividedBy(PATIENCE_PART);
    return new DrainPlan(closing.minus(patience), patience, drain);
  }

  /** Closes everybody at once, and cuts who has not answered by then. */
  public static DrainPlan atOnce(Duration bound) {
    return new DrainPlan(Duration.ZERO, Duration.ZERO, bound);
  }

  boolean tellsClients() {
    return spread.isPositive();
  }

  /** The moment of one of {@code clients}, which are spread evenly. */
  Duration momentOf(int index, int clients) {
    return spread.multipliedBy(index + 1L).dividedBy(clients);
  }

  /** How many of {@code clients} have used up their patience after so much time. */
  int overdue(Duration elapsed, int clients) {
    Duration late = elapsed.minus(patience);
    if (late.compareTo(spread) >= 0) {
      return clients;
    }
    return late.isNegative() ? 0 : (int) (clients * ((double) late.toNanos() / spread.toNanos()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
