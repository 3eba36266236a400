package dev.tidewire.server.websocket;

/** Who ended a connection, and why. */
public enum CloseCause {
  /** The peer sent the first close frame. */
  PEER_CLOSED,
  /** The peer's side of the socket ended or failed, without a close frame (1006). */
  PEER_VANISHED,
  /** The peer gave no sign of life for the heartbeat interval and the pong timeout (1006). */
  PEER_SILENT,
  /** {@link Connection#close} was called. */
  SERVER_CLOSED,
  /** {@link Connection#terminate} was called (1006). */
  SERVER_TERMINATED,
  /** The peer broke a rule of RFC 6455 or sent a message over a limit. */
  PROTOCOL_ERROR,
  /** The peer sent too many control frames. */
  CONTROL_FLOOD,
  /** The peer read too slowly for what was queued for it. */
  SLOW_CONSUMER,
  /** The handler failed. */
  HANDLER_FAILED;

  /** Whether the peer began to end the connection. */
  public boolean byPeer() {
    return this == PEER_CLOSED || this == PEER_VANISHED || this == PEER_SILENT;
  }
}
