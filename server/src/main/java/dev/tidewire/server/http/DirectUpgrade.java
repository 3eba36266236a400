package dev.tidewire.server.http;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xnio.StreamConnection;

/**
 * Takes opening handshakes that are beyond doubt and accepted, before Undertow has heard of the
 * socket: what Undertow allots to a connection would be held as long as the WebSocket lives.
 * Everything else is left to it, refusals too. Thread-safe.
 */
final class DirectUpgrade {
  private final String path;
  private final WebSocketUpgrade upgrade;

  /**
   * Direct handshakes.
   *
   * @param path where the WebSocket is
   */
  DirectUpgrade(String path, WebSocketUpgrade upgrade) {
    this.path = path;
    this.upgrade = upgrade;
  }

  /**
   * Takes a socket that has sent its first header, on its I/O thread.
   *
   * @param read the whole header and what came with it; left as it is
   * @param headerLength of the header alone, in bytes
   * @return false when nothing was done and somebody else must answer
   */
  boolean take(StreamConnection socket, ByteBuffer read, int headerLength) {
    if (read.remaining() > headerLength) {
      return false; // frames behind it, which only Undertow can put back
    }
    Optional<PlainHead> head = PlainHead.read(read, path);
    if (head.isEmpty()) {
      return false;
    }
    UpgradeRequest request = new UpgradeRequest(head.get());
    if (upgrade.refusal(request) != null) {
      return false;
    }
    upgrade.open(socket, request, socket.getPeerAddress(InetSocketAddress.class));
    return true;
  }
}
