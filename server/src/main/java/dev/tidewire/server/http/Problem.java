package dev.tidewire.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;

/**
 * Answers a refused HTTP request with a problem document (RFC 9457), under the error codes of the
 * wire protocol.
 */
final class Problem {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RETRY_AFTER_SECONDS = 1;

  private Problem() {}

  static void send(HttpServerExchange exchange, Refusal refusal) {
    send(exchange, status(refusal.code()), refusal.code(), refusal.sentence());
  }

  static void send(HttpServerExchange exchange, int status, ErrorCode code, String sentence) {
    ObjectNode body = JSON.createObjectNode();
    body.put("title", StatusCodes.getReason(status));
    body.put("status", status);
    body.put("detail", sentence);
    body.put("code", code.wireName());
    body.put("retry", code.retryHelps());
    exchange.setStatusCode(status);
    if (code.retryHelps()) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
    exchange.getResponseSender().send(body.toString());
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case PERMISSION_DENIED -> StatusCodes.FORBIDDEN;
      case TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED -> StatusCodes.UNAUTHORIZED;
      case UNKNOWN_NAMESPACE -> StatusCodes.NOT_FOUND;
      case TOO_LARGE -> StatusCodes.REQUEST_ENTITY_TOO_LARGE;
      case RATE_LIMITED -> StatusCodes.TOO_MANY_REQUESTS;
      case UNAVAILABLE -> StatusCodes.SERVICE_UNAVAILABLE;
      case INTERNAL -> StatusCodes.INTERNAL_SERVER_ERROR;
      case BAD_REQUEST,
          NOT_CONNECTED,
          ALREADY_CONNECTED,
          NOT_AVAILABLE,
          ALREADY_SUBSCRIBED,
          NOT_SUBSCRIBED,
          REMOVED,
          LIMIT_EXCEEDED ->
          StatusCodes.BAD_REQUEST;
    };
  }
}
