package dev.tidewire.server.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks. The frames are in {@code docs/protocol.md}, section 2. */
public sealed interface Request {
  /** The newest messages that {@code rewind} may ask for, and the most that a page may hold. */
  int MAX_MESSAGES = 1000;

  /**
   * Begins the conversation.
   *
   * @param token null when the handshake carried it
   * @param subscribe answered together with the connect
   */
  record Connect(@Nullable String token, List<Subscribe> subscribe) implements Request {
    /** Copies the list. */
    public Connect {
      subscribe = List.copyOf(subscribe);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
      return "Connect[subscribe=%s]".formatted(subscribe);
    }
  }

  /**
   * Begins a subscription.
   *
   * @param since continue behind this position; null to begin anew
   * @param rewind begin with that many of the newest messages, 0 to {@link #MAX_MESSAGES}
   * @param presence whether members, joins and leaves are wanted
   */
  record Subscribe(ChannelName channel, @Nullable Position since, int rewind, boolean presence)
      implements Request {}

  /** Ends a subscription. */
  record Unsubscribe(ChannelName channel) implements Request {}

  /** Publishes a message. */
  record Publish(ChannelName channel, Payload data, @Nullable IdempotencyKey key)
      implements Request {}

  /**
   * Asks for older messages.
   *
   * @param limit 1 to {@link #MAX_MESSAGES}
   * @param before the offset below which to look; {@code Long.MAX_VALUE} for the newest
   */
  record History(ChannelName channel, int limit, long before) implements Request {}

  /**
   * Asks who is there.
   *
   * @param limit 1 to {@link #MAX_MESSAGES}
   * @param after the session behind which to begin; null for the first
   */
  record Presence(ChannelName channel, int limit, @Nullable SessionId after) implements Request {}

  /** Replaces the token by a newer one of the same user. */
  record Refresh(String token) implements Request {
    /** Never shows the token. */
    @Override
    public String toString() {
      return "Refresh[]";
    }
  }

  /** Asks for a sign of life, and for nothing else. */
  record Ping() implements Request {}
}
