package dev.tidewire.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /health/…}: 200 while well, 503 with the reason while not. Liveness asks only whether
 * the process answers; readiness whether it should be sent traffic.
 */
final class HealthHandler implements HttpHandler {
  private final Supplier<Optional<String>> ailment;

  /**
   * @param ailment what is wrong right now, as a word; empty when nothing is
   */
  HealthHandler(Supplier<Optional<String>> ailment) {
    this.ailment = ailment;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Optional<String> wrong = ailment.get();
    exchange.setStatusCode(wrong.isEmpty() ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange
        .getResponseSender()
        .send(
            wrong
                .map(reason -> "{\"status\":\"down\",\"reason\":\"" + reason + "\"}")
                .orElse("{\"status\":\"up\"}"));
  }
}
