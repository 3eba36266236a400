package dev.tidewire.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.server.auth.Grant;
import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.UserId;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /dev/token}, only under {@code --dev}: a token for whoever asks, so that the demo
 * pages need no back end. A request must be JSON, which a page of another origin cannot send
 * without asking first (Fetch, CORS-safelisted content types).
 */
final class DevTokenHandler implements HttpHandler {
  private static final int MAX_BODY = 4096;
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Map<String, List<String>> CAPS =
      Map.of(
          "chat:*", List.of("*"),
          "typing:*", List.of("subscribe", "publish"),
          "board:*", List.of("*"),
          "machine:*", List.of("subscribe", "history"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TokenMinter minter;
  private final HttpMetrics metrics;

  DevTokenHandler(TokenMinter minter, HttpMetrics metrics) {
    this.minter = minter;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type == null || !type.startsWith("application/json")) {
      Problem.send(
          exchange, new Refusal(ErrorCode.BAD_REQUEST, "The content type is application/json."));
      return;
    }
    Body.receive(exchange, MAX_BODY, metrics, body -> mint(exchange, body));
  }

  private void mint(HttpServerExchange exchange, byte[] body) {
    try {
      String token = minter.mint(grant(body));
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
      exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
      exchange.getResponseSender().send("{\"token\":\"" + token + "\"}");
    } catch (IOException | IllegalArgumentException e) {
      Problem.send(
          exchange,
          new Refusal(
              ErrorCode.BAD_REQUEST,
              "The body is {\"user\":\"…\",\"name\":\"…\"}, a user of 1 to 255 characters."));
    }
  }

  private static Grant grant(byte[] body) throws IOException {
    JsonNode request = JSON.readTree(body);
    UserId user = new UserId(request.path("user").asText());
    JsonNode name = request.path("name");
    return new Grant(user, LIFETIME, CAPS, name.isTextual() ? info(name) : null);
  }

  private static Payload info(JsonNode name) throws JsonProcessingException {
    return Payload.of(JSON.writeValueAsString(Map.of("name", name.asText())));
  }
}
