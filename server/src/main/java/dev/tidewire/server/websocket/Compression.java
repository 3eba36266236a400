package dev.tidewire.server.websocket;

/** How the messages of a connection may be compressed, as the opening handshake agreed. */
public enum Compression {
  /** Not at all. */
  NONE,
  /**
   * {@code permessage-deflate} (RFC 7692), by either side without context takeover: every message
   * is compressed for itself, so that one compressed frame is right for every receiver.
   */
  DEFLATE
}
