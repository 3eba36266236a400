package dev.tidewire.server.http;

import dev.tidewire.server.channel.Caller;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.protocol.Position;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Optional;

/**
 * {@code POST /api/publish}: a back end publishes a message. The body is {@code
 * {"channel","data","key"?}}, the answer {@code {"epoch","offset"}}, or {@code {}} in a channel
 * without history. Nothing blocks: an I/O thread reads, and answers when the broker has.
 */
final class PublishHandler implements HttpHandler {
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
    Body.receive(
        exchange,
        maxBody,
        metrics,
        body ->
            Deferred.answer(
                exchange,
                metrics,
                () -> channels.publish(new Caller.BackEnd(), codec.decodePublish(body)),
                position -> answer(exchange, position)));
  }

  private void answer(HttpServerExchange exchange, Optional<Position> position) {
    metrics.apiPublished();
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(position.map(PublishHandler::json).orElse("{}"));
  }

  private static String json(Position position) {
    return "{\"epoch\":\"%s\",\"offset\":%d}".formatted(position.epoch(), position.offset());
  }
}
