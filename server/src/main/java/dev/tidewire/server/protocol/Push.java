package dev.tidewire.server.protocol;

import java.util.List;

/** What the server says unasked. */
public sealed interface Push extends ServerFrame {
  /** A message of a channel. */
  record Published(ChannelName channel, Message message) implements Push {}

  /** These are here now. */
  record Joined(ChannelName channel, List<Member> members) implements Push {
    /** Copies the list. */
    public Joined {
      members = List.copyOf(members);
    }
  }

  /** These are gone. */
  record Left(ChannelName channel, List<Member> members) implements Push {
    /** Copies the list. */
    public Left {
      members = List.copyOf(members);
    }
  }

  /** The server ended a subscription. */
  record Unsubscribed(ChannelName channel, ErrorCode code) implements Push {}

  /** Continuity was lost; the subscription goes on from {@code position}. */
  record Gap(ChannelName channel, Position position) implements Push {}

  /**
   * This node is leaving.
   *
   * @param reconnectIn milliseconds within which to reconnect to another node
   */
  record Draining(long reconnectIn) implements Push {}

  /** Nothing happened, and the link is alive. */
  record Heartbeat() implements Push {}
}
