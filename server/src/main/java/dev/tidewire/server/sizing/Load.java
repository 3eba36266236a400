package dev.tidewire.server.sizing;

import static dev.tidewire.server.sizing.Price.*;

/**
 * What a workload takes of everything when so many nodes carry it evenly: cores, bytes, bits per
 * second. All of it is proportional; {@code docs/sizing.md} has the formulas and what is known of
 * how far that holds.
 */
final class Load {
  /** How long idempotency keys are remembered, seconds. */
  private static final double KEY_WINDOW = 300;

  private static final double MICROS = 1e6;

  private final Workload work;
  private final Costs costs;
  private final double nodes;

  Load(Workload work, Costs costs, double nodes) {
    this.work = work;
    this.costs = costs;
    this.nodes = nodes;
  }

  /** Nodes that have at least one of a channel's subscribers, who are spread by chance. */
  double nodesOfAChannel() {
    return nodes * (1 - Math.pow(1 - 1 / nodes, work.fanout()));
  }

  /** Writes for each message to a client: those that fall due together share one. */
  double writesPerDelivery() {
    double together = 1 + work.received() * costs.of(GATHER) / 1000;
    return 1 / Math.max(work.burst(), together);
  }

  /** Writes to clients in a second. */
  double writes() {
    return work.deliveries() * writesPerDelivery() + work.presenceDeliveries();
  }

  /** Messages that come from Redis in a second, at all nodes together. */
  double received() {
    return (work.publishes() + work.presenceChanges()) * nodesOfAChannel();
  }

  /** Cores of all nodes together. */
  double nodeCores() {
    double micros =
        (work.publishes() + work.presenceChanges()) * costs.of(PUBLISH)
            + received() * costs.of(RECEIVE)
            + (work.deliveries() + work.presenceDeliveries()) * costs.of(DELIVERY)
            + writes() * costs.of(WRITE)
            + work.arrivals() * costs.of(CONNECT)
            + work.connections() * costs.of(IDLE);
    return micros / MICROS;
  }

  /** The share of a core that the thread takes which reads what is published, on each node. */
  double readingCore() {
    return received() / nodes * costs.of(READ) / MICROS;
  }

  /** Seconds of CPU that one message to all subscribers of a channel takes, on each node. */
  double secondsOfOneMessage() {
    return work.fanout() / nodes * (costs.of(DELIVERY) + costs.of(WRITE)) / MICROS;
  }

  /** Bits in a second from all nodes to clients. */
  double nodeOut() {
    double data = work.deliveries() * (work.size() + costs.of(FRAME_BYTES));
    double presence = work.presenceDeliveries() * 2 * costs.of(FRAME_BYTES);
    return 8 * (data + presence + writes() * costs.of(PACKET_BYTES));
  }

  /** Bits in a second to one client. */
  double clientIn() {
    return nodeOut() / work.connections();
  }

  /** Memory of a node with so many connections in a storm, the kernel's part included, bytes. */
  double memory(double connections) {
    return costs.of(PROCESS_MEMORY)
        + costs.of(RECENT_MEMORY)
        + connections * (costs.of(CONNECTING) + costs.of(SOCKET));
  }

  /** Memory of a node with so many idle connections, without the kernel's part, bytes. */
  double resident(double connections) {
    return costs.of(PROCESS_MEMORY) + connections * costs.of(CONNECTION);
  }

  /** Cores of all shards of Redis together. */
  double redisCores() {
    return (work.publishes() + work.presenceChanges()) * redisSeconds();
  }

  /** The share of a core that the busiest channel takes; a channel lives on one shard. */
  double hottestCore() {
    return work.hottest() * redisSeconds();
  }

  private double redisSeconds() {
    return (costs.of(REDIS_PUBLISH) + nodesOfAChannel() * costs.of(REDIS_FORWARD)) / MICROS;
  }

  /** Bits in a second out of all shards, to nodes and replicas. */
  double redisOut(int replicas) {
    return (work.publishes() + work.presenceChanges())
        * redisBits()
        * (1 + replicas / nodesOfAChannel());
  }

  /** Bits in a second of the busiest channel out of its shard to nodes. */
  double hottestOut() {
    return work.hottest() * redisBits();
  }

  private double redisBits() {
    return 8 * nodesOfAChannel() * (work.size() + costs.of(REDIS_BYTES) + costs.of(PACKET_BYTES));
  }

  /** Memory of all shards together, without replicas, bytes. */
  double redisMemory() {
    double histories =
        work.channels()
            * (costs.of(REDIS_CHANNEL) + work.history() * (work.size() + costs.of(REDIS_MESSAGE)));
    return (work.history() > 0 ? histories : 0)
        + work.publishes() * work.keys() * KEY_WINDOW * costs.of(REDIS_KEY)
        + work.connections() * work.subscriptions() * work.presence() * costs.of(REDIS_MEMBER);
  }

  /** Cores of all proxies together. */
  double edgeCores() {
    return (writes() * costs.of(EDGE_WRITE) + work.arrivals() * costs.of(EDGE_CONNECT)) / MICROS;
  }

  /** Seconds in which so many clients come back to a node of which so many cores are free. */
  double secondsToReturn(double clients, double freeCores) {
    return clients * costs.of(RETURN) / MICROS / Math.max(freeCores, 1e-3);
  }
}
