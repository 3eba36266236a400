package dev.tidewire.loadtest.net;

/**
 * What a client offers in its handshake. A server that does not take it cannot be measured with.
 */
public enum Compression {
  NONE,
  /** {@code permessage-deflate} without context takeover by either side (RFC 7692). */
  DEFLATE
}
