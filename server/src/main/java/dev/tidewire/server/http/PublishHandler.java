package dev.tidewire.server.http;

import dev.tidewire.server.channel.Caller;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/publish}: a back end publishes a message. The body is {@code
 * {"channel","data","key"?}}, the answer {@code {"epoch","offset"}}, or {@code {}} in a channel
 * without history. Nothing blocks: an I/O thread reads, and answers when the broker has.
 */
final class PublishHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PublishHandler.class);

  private final Channels channels;
  private final JsonCodec codec;
  private final int maxBody;
  private final HttpMetrics metrics;

  PublishHandler(Channels channels, JsonCodec codec, int maxBody, HttpMetrics metrics) {
    this.channels = channels;
    this.codec = codec;
    this.maxBody = maxBody;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Body.receive(exchange, maxBody, metrics, body -> publish(exchange, body));
  }

  private void publish(HttpServerExchange exchange, byte[] body) {
    CompletionStage<Optional<Position>> published;
    try {
      published = channels.publish(new Caller.BackEnd(), codec.decodePublish(body));
    } catch (Refusal refusal) {
      refuse(exchange, refusal);
      return;
    }
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            published.whenComplete((position, failure) ->
                exchange
                    .getIoThread()
                    .execute(() -> {
                      if (failure == null) {
                        answer(exchange, position);
                      } else {
                        fail(exchange, failure);
                      }
                    })));
  }

  private void answer(HttpServerExchange exchange, Optional<Position> position) {
    metrics.apiPublished();
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(position.map(PublishHandler::json).orElse("{}"));
  }

  private void fail(HttpServerExchange exchange, Throwable failure) {
    Throwable cause = Refusal.cause(failure);
    if (cause instanceof Refusal refusal) {
      refuse(exchange, refusal);
    } else {
      LOG.error("A publish of a back end failed.", cause);
      refuse(exchange, new Refusal(ErrorCode.INTERNAL, "The publish failed; the log says why."));
    }
  }

  private void refuse(HttpServerExchange exchange, Refusal refusal) {
    metrics.apiRefused(refusal.code().wireName());
    Problem.send(exchange, refusal);
  }

  private static String json(Position position) {
    return "{\"epoch\":\"%s\",\"offset\":%d}".formatted(position.epoch(), position.offset());
  }
}
