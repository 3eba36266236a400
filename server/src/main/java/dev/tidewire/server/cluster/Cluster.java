package dev.tidewire.server.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The nodes that serve the same users, as one. Thread-safe, and nothing blocks but {@link #close}.
 *
 * <p>This node belongs to it from the moment at which it was made until it is closed. What cannot
 * be done fails with a {@link dev.tidewire.server.protocol.Refusal}: {@code UNAVAILABLE} when the
 * others cannot be reached (a command may have been handed on or not, and may be sent again),
 * {@code LIMIT_EXCEEDED} when there are as many revocations as there may be.
 */
public interface Cluster extends AutoCloseable {
  /**
   * Has all nodes carry out a command, this one too. A node that cannot be reached carries it out
   * when it is back. Complete when all have said that they did, or after a few seconds.
   */
  CompletionStage<Receipt> send(Command command);

  /** The nodes that are alive, in the order of their names. */
  CompletionStage<List<NodeStatus>> nodes();

  /**
   * Whether this node has carried out every command that was sent to it; what readiness asks. False
   * until it has heard which tokens are revoked, and again after it could not be reached.
   */
  boolean isCurrent();

  /** Leaves. Nothing is carried out any more. May block for a moment; never called on a loop. */
  @Override
  void close();
}
