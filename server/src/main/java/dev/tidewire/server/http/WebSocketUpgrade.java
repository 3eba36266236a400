package dev.tidewire.server.http;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.websocket.ConnectionOptions;
import dev.tidewire.server.websocket.Loops;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Objects;

/** The opening handshake of RFC 6455 section 4.2. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class WebSocketUpgrade implements HttpHandler {

  /** The loops are asked for at the first handshake, when the server's worker exists. */
  public WebSocketUpgrade(
      UpgradeOptions upgrade,
      ConnectionOptions connection,
      Loops loops,
      Endpoint endpoint,
      ConnectionMetrics metrics) {
    throw new UnsupportedOperationException(
        Objects.hash(upgrade, connection, loops, endpoint, metrics) + "");
  }

  /** Refuses every further handshake with 503, because the server is leaving. */
  public void refuseNew() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    throw new UnsupportedOperationException();
  }
}
