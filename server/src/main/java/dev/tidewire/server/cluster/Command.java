package dev.tidewire.server.cluster;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import org.jspecify.annotations.Nullable;

/** What every node does with the sessions that it has. Done twice, it is done. Immutable. */
public sealed interface Command {
  /** The name under which it is counted and logged. */
  String kind();

  /** What a client that is disconnected shall do. */
  enum Return {
    /** Connect again, and resume. */
    WELCOME,
    /** Stay away. */
    UNWANTED
  }

  /**
   * Ends sessions of a user.
   *
   * @param session the one that is meant; null for all of them
   */
  record Disconnect(UserId user, @Nullable SessionId session, Return after) implements Command {
    @Override
    public String kind() {
      return "disconnect";
    }
  }

  /**
   * Ends subscriptions of a user to a channel.
   *
   * @param session the one whose subscription is meant; null for all of them
   */
  record Unsubscribe(UserId user, @Nullable SessionId session, ChannelName channel)
      implements Command {
    @Override
    public String kind() {
      return "unsubscribe";
    }
  }

  /** Refuses tokens from now on, and ends the sessions that live on one. */
  record Revoke(Revocation revocation) implements Command {
    @Override
    public String kind() {
      return "revoke";
    }
  }
}
