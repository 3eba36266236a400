package dev.tidewire.server.cluster;

import java.util.concurrent.CompletionStage;

/**
 * This node's sessions, as commands see them. May be called from any thread and does not block; the
 * stages complete with the number of sessions that were concerned.
 */
public interface CommandListener {
  /** Carries out a command. */
  CompletionStage<Long> apply(Command command);

  /** Ends the sessions whose tokens are revoked by what this node knows now. */
  CompletionStage<Long> endRevoked();

  /**
   * Has all clients connect anew: this node has missed commands that it will not hear of again, and
   * cannot tell whom they were about.
   */
  CompletionStage<Long> reconnectAll();
}
