package dev.tidewire.server.http;

import dev.tidewire.server.auth.ApiKeys;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;

/**
 * Lets requests with {@code Authorization: Bearer <api key>} through (RFC 6750 section 2.1) and
 * refuses the others with 401.
 */
final class ApiKeyGuard implements HttpHandler {
  private static final String SCHEME = "Bearer ";

  private final ApiKeys keys;
  private final HttpHandler next;
  private final HttpMetrics metrics;

  ApiKeyGuard(ApiKeys keys, HttpHandler next, HttpMetrics metrics) {
    this.keys = keys;
    this.next = next;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && keys.accept(header.substring(SCHEME.length()).strip())) {
      next.handleRequest(exchange);
      return;
    }
    metrics.unauthorized();
    exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
    Problem.send(
        exchange,
        StatusCodes.UNAUTHORIZED,
        ErrorCode.PERMISSION_DENIED,
        "The server API needs the header \"Authorization: Bearer\" with one of its keys.");
  }
}
