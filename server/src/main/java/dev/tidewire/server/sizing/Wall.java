package dev.tidewire.server.sizing;

/**
 * What more nodes, shards or proxies do not move.
 *
 * @param name of it
 * @param use the share of it that the workload takes; above 1 it is passed
 * @param remedy what to do before it comes
 */
public record Wall(String name, double use, String remedy) {}
