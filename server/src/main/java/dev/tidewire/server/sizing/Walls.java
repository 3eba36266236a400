package dev.tidewire.server.sizing;

import static dev.tidewire.server.sizing.Price.*;

import java.util.Comparator;
import java.util.List;

/** What stays when there are enough nodes, shards and proxies. */
final class Walls {
  private Walls() {}

  /** All of them, the nearest first. */
  static List<Wall> of(Workload work, Fleet fleet, Costs costs, Load load, double nodes) {
    return List.of(
            new Wall(
                "one channel on one core of Redis",
                load.hottestCore() / fleet.use(),
                "Split the channel by key or region; send fewer, larger messages; fewer, larger nodes."),
            new Wall(
                "one channel on one shard's network",
                load.hottestOut() / (fleet.redis().network() * fleet.use()),
                "Smaller messages; fewer, larger nodes; split the channel."),
            new Wall(
                "the thread of a node that reads from Redis",
                load.readingCore() / fleet.use(),
                "A node hears every channel that one of its clients listens to, so that more nodes help only channels with"
                    + " fewer subscribers than nodes. Bundle publishes that belong together, or give each region an"
                    + " installation of its own."),
            new Wall(
                "clients that one shard of Redis takes",
                2 * nodes / costs.of(REDIS_CLIENTS),
                "Raise maxclients and the open files of Redis; fewer, larger nodes."),
            new Wall(
                "a client's link",
                load.clientIn() / costs.of(CLIENT_LINK),
                "Fewer channels a client, a smaller rate, compression."),
            new Wall(
                "joins and leaves that each client is told",
                work.presenceDeliveries() / work.connections() / costs.of(CLIENT_PRESENCE),
                "No presence in channels with thousands of subscribers: publish a count instead."))
        .stream()
        .sorted(Comparator.comparingDouble(Wall::use).reversed())
        .toList();
  }
}
