package dev.tidewire.server.http;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.websocket.Compression;
import dev.tidewire.server.websocket.ConnectionOptions;
import dev.tidewire.server.websocket.Connections;
import dev.tidewire.server.websocket.Loops;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/**
 * The server's side of the opening handshake (RFC 6455 section 4.2.2). Runs on I/O threads and must
 * not be dispatched from them. Thread-safe.
 *
 * <p>The limit of connections is looked at before the answer is written, and the connection is
 * counted after it, so that it can be passed by one for each I/O thread.
 */
public final class WebSocketUpgrade implements HttpHandler {
  /** What both sides agreed on, as the answer names it. */
  private record Agreement(Optional<String> subprotocol, Optional<String> extension) {}

  private static final AttachmentKey<Handshake> HANDSHAKE = AttachmentKey.create(Handshake.class);

  private final UpgradeOptions options;
  private final OriginPolicy origins;
  private final Connections connections;
  private final Loops loops;
  private final Endpoint endpoint;
  private final ConnectionMetrics metrics;

  /**
   * One listener for all upgrades: Undertow keeps it as long as the socket lives, and one that
   * captured the exchange would keep that as well.
   */
  private final HttpUpgradeListener upgraded = this::upgraded;

  private volatile boolean leaving;

  public WebSocketUpgrade(
      UpgradeOptions upgrade,
      ConnectionOptions connection,
      Loops loops,
      Endpoint endpoint,
      ConnectionMetrics metrics) {
    this.options = upgrade;
    this.origins = new OriginPolicy(upgrade.allowedOrigins());
    this.connections = new Connections(connection, metrics);
    this.loops = loops;
    this.endpoint = endpoint;
    this.metrics = metrics;
  }

  /** Refuses every further handshake with 503, because the server is leaving. */
  public void refuseNew() {
    leaving = true;
  }

  /** How many connections there are, those that are closing included. */
  public int connections() {
    return connections.count();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    UpgradeRequest request = new UpgradeRequest(new ExchangeHead(exchange));
    UpgradeRefusal refusal = refusal(request);
    if (refusal != null) {
      refuse(exchange, refusal);
      return;
    }
    Agreement agreement = agreement(request);
    exchange.putAttachment(HANDSHAKE, handshake(request, agreement, exchange.getSourceAddress()));
    exchange.upgradeChannel(upgraded);
    acceptance(request, agreement).putInto(exchange.getResponseHeaders());
    exchange.endExchange();
  }

  /**
   * Accepts a request that Undertow has not seen, and opens the connection.
   *
   * @param request one that is not refused
   */
  void open(StreamConnection socket, UpgradeRequest request, SocketAddress peer) {
    Agreement agreement = agreement(request);
    Handshake handshake = handshake(request, agreement, peer);
    connections.openWith(
        acceptance(request, agreement).toPreface(),
        loops.of(socket.getIoThread()),
        socket,
        peer,
        handshake.compression(),
        connection -> endpoint.open(connection, handshake));
  }

  private Agreement agreement(UpgradeRequest request) {
    return new Agreement(
        request.chosen(options.subprotocols()),
        options.compression() == Compression.NONE
            ? Optional.empty()
            : DeflateNegotiation.answer(request.extensions()));
  }

  private Handshake handshake(UpgradeRequest request, Agreement agreement, SocketAddress peer) {
    String spoken = agreement.subprotocol().orElse(options.subprotocols().getFirst());
    Compression agreed = agreement.extension().isEmpty() ? Compression.NONE : Compression.DEFLATE;
    return new Handshake(spoken, agreed, request.bearerToken(), peer);
  }

  private static Acceptance acceptance(UpgradeRequest request, Agreement agreement) {
    return Acceptance.of(request.key(), agreement.subprotocol(), agreement.extension());
  }

  /** The first reason to refuse a request now, if there is one. */
  @Nullable UpgradeRefusal refusal(UpgradeRequest request) {
    UpgradeRefusal refusal = request.refusal(origins, options.subprotocols());
    if (refusal != null) {
      return refusal;
    }
    if (leaving) {
      return UpgradeRefusal.LEAVING;
    }
    return connections.count() >= options.maxConnections() ? UpgradeRefusal.FULL : null;
  }

  private void refuse(HttpServerExchange exchange, UpgradeRefusal refusal) {
    metrics.handshakeRefused(refusal.label());
    exchange.setStatusCode(refusal.status());
    switch (refusal) {
      case METHOD -> exchange.getResponseHeaders().put(Headers.ALLOW, "GET");
      case VERSION -> exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_VERSION, "13");
      case FULL, LEAVING ->
          exchange
              .getResponseHeaders()
              .put(Headers.RETRY_AFTER, Long.toString(options.retryAfter().toSeconds()));
      case NOT_AN_UPGRADE, KEY, ORIGIN, SUBPROTOCOL -> {}
    }
    FinalAnswer.send(exchange);
  }

  /** Undertow has written the answer and hands over the socket, on its I/O thread. */
  private void upgraded(StreamConnection socket, HttpServerExchange exchange) {
    Handshake handshake = exchange.getAttachment(HANDSHAKE);
    connections.open(
        loops.of(socket.getIoThread()),
        socket,
        handshake.peer(),
        handshake.compression(),
        connection -> endpoint.open(connection, handshake));
  }
}
