package dev.tidewire.server.cluster.memory;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.CommandListener;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The cluster of a server that runs alone. Thread-safe. */
public final class MemoryCluster implements Cluster {
  private final CommandListener listener;
  private final Revocations revocations;
  private final int maxRevocations;
  private final Supplier<NodeStatus> self;
  private final ClusterMetrics metrics;
  private volatile boolean closed;

  /**
   * A cluster of this node.
   *
   * @param revocations what this node knows; the listener adds to it
   * @param maxRevocations how many may be known at a time
   * @param self what this node carries right now
   */
  public MemoryCluster(
      CommandListener listener,
      Revocations revocations,
      int maxRevocations,
      Supplier<NodeStatus> self,
      ClusterMetrics metrics) {
    this.listener = listener;
    this.revocations = revocations;
    this.maxRevocations = maxRevocations;
    this.self = self;
    this.metrics = metrics;
    metrics.showSize(revocations::size, () -> 1);
  }

  @Override
  public CompletionStage<Receipt> send(Command command) {
    if (closed) {
      return refused();
    }
    revocations.sweep();
    if (command instanceof Command.Revoke && revocations.size() >= maxRevocations) {
      return CompletableFuture.failedStage(
          new Refusal(
              ErrorCode.LIMIT_EXCEEDED,
              "There are %d revocations already, as many as there may be."
                  .formatted(maxRevocations)));
    }
    metrics.sent(command.kind());
    String node = self.get().node();
    return listener
        .apply(command)
        .thenApply(sessions -> {
          metrics.applied(command.kind(), sessions);
          return new Receipt(List.of(node), List.of(), sessions);
        });
  }

  @Override
  public CompletionStage<List<NodeStatus>> nodes() {
    return closed ? refused() : CompletableFuture.completedStage(List.of(self.get()));
  }

  @Override
  public boolean isCurrent() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  private static <T> CompletionStage<T> refused() {
    return CompletableFuture.failedStage(
        new Refusal(ErrorCode.UNAVAILABLE, "This node has left the cluster."));
  }
}
