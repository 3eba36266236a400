package dev.tidewire.server.session;

import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.protocol.ServerFrame;
import dev.tidewire.server.websocket.Connection;
import dev.tidewire.server.websocket.Frame;
import dev.tidewire.server.websocket.Pace;

/**
 * The way out to one client: its connection and the protocol that it speaks. Confined to the loop.
 */
final class Outlet {
  private final Connection connection;
  private final Codec codec;
  private final int roomyBelow;

  Outlet(Connection connection, Codec codec, SessionOptions options) {
    this.connection = connection;
    this.codec = codec;
    this.roomyBelow = options.maxQueuedBytes() / 2;
  }

  Codec codec() {
    return codec;
  }

  /** Sends what only this client gets. */
  void send(ServerFrame frame) {
    connection.send(Frame.text(codec.encode(frame)));
  }

  /** Sends what others get too. */
  void send(Delivery.Encoded delivery, Pace pace) {
    connection.send(delivery.frame(codec), pace);
  }

  /**
   * Whether a page of history fits into the connection's queue beside the live messages to come.
   */
  boolean hasRoom() {
    return connection.queuedBytes() < roomyBelow;
  }

  boolean isOpen() {
    return connection.isOpen();
  }

  /** Takes no further requests; what comes stays with the client's side of the socket. */
  void suspendRequests() {
    connection.suspendReads();
  }

  /** Cuts the socket, whatever is under way. */
  void cut() {
    connection.terminate();
  }

  boolean wasCut() {
    return connection.wasCut();
  }

  void close(CloseReason reason) {
    connection.close(reason.code(), reason.text());
  }

  void close(int code, String reason) {
    connection.close(code, reason);
  }
}
