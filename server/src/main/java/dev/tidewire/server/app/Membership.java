package dev.tidewire.server.app;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.memory.MemoryCluster;
import dev.tidewire.server.cluster.redis.ClusterOptions;
import dev.tidewire.server.cluster.redis.RedisBackedCluster;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.session.NodeCommands;
import dev.tidewire.server.session.Sessions;
import java.util.List;
import java.util.function.Supplier;

/** Chooses how this node belongs to the others, if there are any. */
final class Membership {
  private Membership() {}

  /**
   * Joins the nodes that share the store; one that shares it with nobody is a cluster of its own.
   *
   * @param sessions of all loops, which carry out commands
   */
  static Cluster join(
      Store store,
      List<Sessions> sessions,
      Revocations revocations,
      Supplier<NodeStatus> self,
      Metrics metrics) {
    NodeCommands commands = new NodeCommands(sessions, revocations);
    ClusterOptions options = ClusterOptions.defaults();
    ClusterMetrics counted = new ClusterMetrics(metrics);
    if (store.redis().isPresent()) {
      return new RedisBackedCluster(
          store.redis().get(), options, commands, revocations, self, counted);
    }
    return new MemoryCluster(commands, revocations, options.maxRevocations(), self, counted);
  }
}
