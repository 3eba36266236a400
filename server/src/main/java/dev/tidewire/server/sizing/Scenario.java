package dev.tidewire.server.sizing;

import dev.tidewire.server.sizing.Workload.Growth;
import java.util.Locale;

/** What people build, with figures to start from. */
public enum Scenario {
  /** Rooms of 50 people; everybody is in five, and writes once a minute. */
  CHAT("Chat rooms", "rooms of 50, five for each client, each of whom writes once a minute") {
    @Override
    public Workload of(double connections) {
      double rooms = Math.max(SUBSCRIPTIONS, connections * SUBSCRIPTIONS / ROOM);
      double publishes = connections / MINUTE;
      double hottest = Math.min(1, publishes);
      return new Workload(
          connections,
          rooms,
          SUBSCRIPTIONS,
          publishes,
          hottest,
          128,
          1,
          100,
          0.5,
          1,
          HALF_AN_HOUR,
          Growth.ROOMS);
    }
  },
  /** A thousand values, each once a second; everybody watches ten of them. */
  DASHBOARD(
      "A live dashboard", "1,000 values that each change once a second; each client watches ten") {
    @Override
    public Workload of(double connections) {
      return new Workload(
          connections, 1000, 10, 1000, 1, 128, 1, 10, 0, 0, HALF_AN_HOUR, Growth.AUDIENCE);
    }
  },
  /** One channel that everybody listens to. */
  BROADCAST("One big broadcast", "one channel with two messages a second, and everybody listens") {
    @Override
    public Workload of(double connections) {
      return new Workload(
          connections, 1, 1, 2, 2, 512, 1, 1000, 0, 0, HALF_AN_HOUR, Growth.AUDIENCE);
    }
  };

  private static final double SUBSCRIPTIONS = 5;
  private static final double ROOM = 50;
  private static final double MINUTE = 60;
  private static final double HALF_AN_HOUR = 1800;

  private final String title;
  private final String description;

  Scenario(String title, String description) {
    this.title = title;
    this.description = description;
  }

  /** Its workload with this many connections. */
  public abstract Workload of(double connections);

  /** For a heading. */
  public String title() {
    return title;
  }

  /** What it is, in half a sentence. */
  public String description() {
    return description;
  }

  /** The name on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
