package dev.tidewire.server.http;

import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.metrics.HttpMetrics;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.resource.ClassPathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.undertow.util.StatusCodes;
import java.util.Map;

/** What the public port serves: the WebSocket, and under {@code --dev} the demo pages. */
public final class PublicRoutes {
  /** Where the WebSocket is. */
  public static final String WEBSOCKET_PATH = "/ws";

  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; "
              + "img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-cache");

  private PublicRoutes() {}

  /** The WebSocket and nothing else. */
  public static Routes of(WebSocketUpgrade upgrade) {
    return of(upgrade, PublicRoutes::refuse);
  }

  private static void refuse(HttpServerExchange exchange) {
    exchange.setStatusCode(StatusCodes.NOT_FOUND);
    FinalAnswer.send(exchange);
  }

  /** The WebSocket, the demo pages and the tokens that they ask for. */
  public static Routes withDemo(WebSocketUpgrade upgrade, TokenMinter minter, HttpMetrics metrics) {
    HttpHandler pages =
        new ResourceHandler(
            new ClassPathResourceManager(PublicRoutes.class.getClassLoader(), "demo"));
    for (Map.Entry<String, String> header : PAGE_HEADERS.entrySet()) {
      pages = Handlers.header(pages, header.getKey(), header.getValue());
    }
    HttpHandler demo =
        new RoutingHandler()
            .post("/dev/token", new DevTokenHandler(minter, metrics))
            .get("/dashboard", Handlers.redirect("/dashboard/"))
            .get("/board", Handlers.redirect("/board/"))
            .setFallbackHandler(pages);
    return of(upgrade, demo);
  }

  private static Routes of(WebSocketUpgrade upgrade, HttpHandler others) {
    return new Routes(
        Handlers.path(others).addExactPath(WEBSOCKET_PATH, upgrade),
        new DirectUpgrade(WEBSOCKET_PATH, upgrade));
  }
}
