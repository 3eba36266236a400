package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Compression;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who may open a WebSocket connection.
 *
 * @param allowedOrigins origins as {@code scheme://host[:port]}, compared exactly; empty: only the
 *     server's own
 * @param subprotocols what is spoken, the preferred one first; it is also spoken when a client
 *     offers none
 * @param compression what is agreed on with clients that offer it
 * @param maxConnections how many connections may be open at a time; over it 503
 * @param retryAfter what a refused client is told to wait
 */
public record UpgradeOptions(
    Set<String> allowedOrigins,
    List<String> subprotocols,
    Compression compression,
    int maxConnections,
    Duration retryAfter) {

  public UpgradeOptions {
    allowedOrigins = Set.copyOf(allowedOrigins);
    subprotocols = List.copyOf(subprotocols);
  }
}
