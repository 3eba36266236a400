package dev.tidewire.loadtest.driver;

import java.util.Optional;

/** How one kind of server is spoken to. Immutable and shared by all clients. */
public interface Driver {
  /** The name on the command line and in reports. */
  String name();

  /** The subprotocol that the handshake offers; empty: none. */
  String subprotocol();

  /** The path of a URL that has none. */
  String defaultPath();

  /** What the server calls the channel of this number. */
  String channel(String run, int number);

  /** The conversation of one client, which outlives its connections. */
  Conversation conversation(Member member, Conversation.Listener listener);

  /** How a back end publishes over HTTP, for servers that have that. */
  default Optional<HttpPublishing> httpPublishing() {
    return Optional.empty();
  }
}
