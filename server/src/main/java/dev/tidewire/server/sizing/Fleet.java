package dev.tidewire.server.sizing;

import java.time.Duration;

/**
 * The machines that there are to choose from, and how far they may be used.
 *
 * @param node one node
 * @param redis one shard of Redis
 * @param edge what ends TLS
 * @param use share of CPU and network that may be used in ordinary times
 * @param spare nodes that may be lost while the others carry everything
 * @param within the time in which a message has reached every subscriber's socket
 * @param back the time in which the clients of lost nodes are back
 * @param drain the time that a node takes to leave
 * @param surge nodes that a rolling restart replaces at a time
 */
public record Fleet(
    Machine node,
    Shard redis,
    Edge edge,
    double use,
    int spare,
    Duration within,
    Duration back,
    Duration drain,
    int surge) {

  /**
   * A node's machine or pod.
   *
   * @param cores of the processor
   * @param network what goes out at most, bit/s
   * @param connections at most ({@code max-connections} stands above it)
   */
  public record Machine(double cores, double network, double connections) {
    /** Refuses what is no machine. */
    public Machine {
      positive("cores", cores);
      positive("network", network);
      positive("connections of a node", connections);
    }
  }

  /**
   * A shard of Redis; it uses one core.
   *
   * @param memory bytes
   * @param network what goes out at most, bit/s
   * @param replicas of each shard
   */
  public record Shard(double memory, double network, int replicas) {
    /** Refuses what is no shard. */
    public Shard {
      positive("memory of a shard", memory);
      positive("network of a shard", network);
      if (replicas < 0) {
        throw new IllegalArgumentException(
            "replicas is at least 0, but %d was given.".formatted(replicas));
      }
    }
  }

  /** What ends TLS and spreads connections over nodes. */
  public sealed interface Edge {}

  /**
   * Proxies of one's own, such as HAProxy.
   *
   * @param cores of each
   * @param connections of each at most
   */
  public record Proxies(double cores, double connections) implements Edge {
    /** Refuses what is no proxy. */
    public Proxies {
      positive("cores of a proxy", cores);
      positive("connections of a proxy", connections);
    }
  }

  /** A load balancer that somebody else runs; what it takes is not reckoned. */
  public record Managed() implements Edge {}

  /** Refuses what cannot be wanted. */
  public Fleet {
    if (!(use > 0 && use <= 1)) {
      throw new IllegalArgumentException(
          "use is above 0 and at most 1, but %s was given.".formatted(use));
    }
    if (spare < 0 || surge < 1) {
      throw new IllegalArgumentException(
          "spare is at least 0 and surge at least 1, but %d and %d were given."
              .formatted(spare, surge));
    }
    positive("within", seconds(within));
    positive("back", seconds(back));
    positive("drain", seconds(drain));
  }

  /** Nodes of 4 cores, shards of 16 GiB, 10 Gbit/s everywhere, used by 60 % at most. */
  public static Fleet defaults() {
    return new Fleet(
        new Machine(4, 10e9, 50_000),
        new Shard(16.0 * (1L << 30), 10e9, 1),
        new Proxies(4, 100_000),
        0.6,
        1,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        1);
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("%s is above 0, but %s was given.".formatted(name, value));
    }
  }
}
