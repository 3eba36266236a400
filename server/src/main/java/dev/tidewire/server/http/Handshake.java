package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Compression;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * What a client said of itself in an accepted opening handshake.
 *
 * @param subprotocol the subprotocol that is spoken
 * @param compression what was agreed on
 * @param bearerToken the token of its {@code Authorization} header, unchecked
 * @param peer the address that the socket came from
 */
public record Handshake(
    String subprotocol, Compression compression, Optional<String> bearerToken, SocketAddress peer) {
  /** Without the token, so that it reaches no log. */
  @Override
  public String toString() {
    return "Handshake[subprotocol=%s, compression=%s, peer=%s]"
        .formatted(subprotocol, compression, peer);
  }
}
