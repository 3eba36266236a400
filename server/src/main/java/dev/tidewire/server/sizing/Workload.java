package dev.tidewire.server.sizing;

/**
 * What clients and back ends are expected to do. Rates are per second.
 *
 * @param connections open at the same time
 * @param channels that somebody listens to
 * @param subscriptions of each client
 * @param publishes in all channels together
 * @param hottest publishes in the busiest channel
 * @param size of a message's data, bytes
 * @param burst messages for one client that fall due at the same moment
 * @param history messages that are kept of each channel
 * @param keys share of publishes with an idempotency key, which is remembered for 5 minutes
 * @param presence share of subscriptions that show their member and are told of others
 * @param session how long a client stays, seconds
 * @param growth what more clients mean
 */
public record Workload(
    double connections,
    double channels,
    double subscriptions,
    double publishes,
    double hottest,
    double size,
    double burst,
    double history,
    double keys,
    double presence,
    double session,
    Growth growth) {

  /** What more clients mean. */
  public enum Growth {
    /** More channels of the same size, and more publishes. */
    ROOMS,
    /** The same channels and publishes with more listeners. */
    AUDIENCE
  }

  /** Refuses what nobody can do. */
  public Workload {
    atLeast("connections", connections, 1);
    atLeast("channels", channels, 1);
    atLeast("subscriptions", subscriptions, 0);
    atLeast("publishes", publishes, 0);
    atLeast("hottest", hottest, 0);
    atLeast("size", size, 0);
    atLeast("burst", burst, 1);
    atLeast("history", history, 0);
    share("keys", keys);
    share("presence", presence);
    atLeast("session", session, 1);
    if (subscriptions > channels) {
      throw new IllegalArgumentException(
          "subscriptions is at most channels, which is %s, but %s was given."
              .formatted(channels, subscriptions));
    }
    if (hottest > publishes) {
      throw new IllegalArgumentException(
          "hottest is at most publishes, which is %s, but %s was given."
              .formatted(publishes, hottest));
    }
  }

  /** Subscribers of a channel. */
  public double fanout() {
    return connections * subscriptions / channels;
  }

  /** Messages to clients. */
  public double deliveries() {
    return publishes * fanout();
  }

  /** Messages to one client. */
  public double received() {
    return deliveries() / connections;
  }

  /** Clients that come, and as many that leave. */
  public double arrivals() {
    return connections / session;
  }

  /** Joins and leaves of members. */
  public double presenceChanges() {
    return 2 * arrivals() * subscriptions * presence;
  }

  /** Messages about joins and leaves to clients. */
  public double presenceDeliveries() {
    return presenceChanges() * fanout() * presence;
  }

  /** The same kind of installation with this many connections. */
  public Workload with(double others) {
    double factor = growth == Growth.ROOMS ? others / connections : 1;
    return new Workload(
        others,
        Math.max(Math.max(1, subscriptions), channels * factor),
        subscriptions,
        Math.max(hottest, publishes * factor),
        hottest,
        size,
        burst,
        history,
        keys,
        presence,
        session,
        growth);
  }

  /** The same connections with so many times the publishes. */
  public Workload times(double factor) {
    return new Workload(
        connections,
        channels,
        subscriptions,
        publishes * factor,
        hottest * factor,
        size,
        burst,
        history,
        keys,
        presence,
        session,
        growth);
  }

  private static void atLeast(String name, double value, double least) {
    if (!(value >= least) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s is at least %.0f, but %s was given.".formatted(name, least, value));
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s is from 0 to 1, but %s was given.".formatted(name, value));
    }
  }
}
