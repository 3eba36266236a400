package dev.tidewire.server.cluster.memory;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.ClusterContract;
import dev.tidewire.server.cluster.CommandListener;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.metrics.Metrics;

class MemoryClusterTest extends ClusterContract {
  @Override
  protected Cluster join(CommandListener listener, Revocations revocations) {
    return new MemoryCluster(
        listener, revocations, MAX_REVOCATIONS, this::status, new ClusterMetrics(new Metrics()));
  }
}
