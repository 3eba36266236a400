package dev.tidewire.server.http;

import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.StatusCodes;
import java.util.function.Consumer;

/** Reads a bounded request body without blocking. */
final class Body {
  private Body() {}

  /**
   * Calls {@code whole} with the body. One over the limit is answered with 413 and never held
   * whole; one that does not come in time with 408.
   */
  static void receive(
      HttpServerExchange exchange, int maxBytes, HttpMetrics metrics, Consumer<byte[]> whole) {
    exchange.setMaxEntitySize(maxBytes);
    exchange.putAttachment(BodyDeadline.WHEN_LATE, () -> refuseLate(exchange));
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (_, body) -> whole.accept(body),
            (receiving, failure) -> {
              if (failure instanceof RequestTooBigException) {
                metrics.apiRefused(ErrorCode.TOO_LARGE.wireName());
                receiving.setPersistent(false);
                Problem.send(
                    receiving,
                    StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                    ErrorCode.TOO_LARGE,
                    "The body is larger than %d bytes.".formatted(maxBytes));
              } else {
                receiving.endExchange(); // the caller went away in the middle of its body
              }
            });
  }

  private static void refuseLate(HttpServerExchange exchange) {
    Problem.send(
        exchange,
        StatusCodes.REQUEST_TIME_OUT,
        ErrorCode.BAD_REQUEST,
        "The body did not come in time.");
  }
}
