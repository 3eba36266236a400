package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Connection;
import dev.tidewire.server.websocket.ConnectionHandler;

/** What is at the other end of new WebSocket connections. */
public interface Endpoint {
  /** Takes over a connection that has just been opened, on its loop. It may be sent to at once. */
  ConnectionHandler open(Connection connection, Handshake handshake);
}
