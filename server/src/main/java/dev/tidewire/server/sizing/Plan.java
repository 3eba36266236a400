package dev.tidewire.server.sizing;

import java.util.List;

/**
 * An installation: how many of everything, for what reason, and how busy they are.
 *
 * @param walls what more machines do not move, the nearest first
 * @param reach where the first wall stands when connections grow
 * @param rate where it stands when publishes grow and connections do not
 */
public record Plan(
    Workload work,
    Nodes nodes,
    Redis redis,
    Edge edge,
    Comebacks comebacks,
    List<Wall> walls,
    Reach reach,
    Reach rate) {

  /**
   * The nodes.
   *
   * @param count spare ones included
   * @param why what asks for that many
   * @param cores that all of them use together
   * @param use share of each one's cores
   * @param connections of each
   * @param busiest connections of each when the spare ones are lost
   * @param memory to ask for, for each: with those connections, in a storm, with the kernel's part
   * @param resident of each process, quiet
   * @param out bit/s to clients, all of them together
   * @param received messages a second from Redis, each
   * @param secondsOfOneMessage until one message is written to all subscribers of a channel
   */
  public record Nodes(
      int count,
      String why,
      double cores,
      double use,
      double connections,
      double busiest,
      double memory,
      double resident,
      double out,
      double received,
      double secondsOfOneMessage) {}

  /**
   * Redis.
   *
   * @param shards without replicas
   * @param why what asks for that many
   * @param cores that all of them use together
   * @param memory that all of them hold, bytes
   * @param out bit/s to nodes and replicas
   * @param nodesOfAChannel how many nodes each message goes to
   */
  public record Redis(
      int shards, String why, double cores, double memory, double out, double nodesOfAChannel) {}

  /**
   * What ends TLS.
   *
   * @param proxies one spare included; 0 when somebody else runs them
   * @param cores that all of them use together
   * @param memory of each for its connections, bytes
   * @param connections of each when one is lost
   * @param addresses that each needs towards the nodes, so that its ports last
   */
  public record Edge(int proxies, double cores, double memory, double connections, int addresses) {}

  /**
   * How clients come back.
   *
   * @param drainRate connects a second at the others while a node leaves
   * @param afterLoss seconds until the clients of lost nodes are back
   * @param afterAll seconds until all are back when all were cut, by CPU
   * @param restart seconds that a rolling restart takes
   * @param surge nodes to replace at a time, so that it takes an hour at most
   */
  public record Comebacks(
      double drainRate, double afterLoss, double afterAll, double restart, int surge) {}

  /**
   * The first wall in one direction.
   *
   * @param wall its name
   * @param at the connections, or publishes a second, with which it is reached
   */
  public record Reach(String wall, double at) {}
}
