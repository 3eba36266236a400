package dev.tidewire.server.http;

import dev.tidewire.server.auth.ApiKeys;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.JsonCodec;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the internal port serves: the server API, metrics and health. It belongs behind a firewall;
 * only the API asks for a key.
 */
public final class InternalRoutes {
  private InternalRoutes() {}

  /**
   * The routes of the internal port.
   *
   * @param maxBody bytes of a request to the server API
   * @param unready why this server should not be sent traffic, as a word; empty when it should
   */
  public static Routes of(
      Channels channels,
      JsonCodec codec,
      ApiKeys keys,
      int maxBody,
      Supplier<Optional<String>> unready,
      Metrics metrics,
      HttpMetrics counted) {
    HttpHandler publish = new PublishHandler(channels, codec, maxBody, counted);
    return new Routes(
        new RoutingHandler()
            .post("/api/publish", new ApiKeyGuard(keys, publish, counted))
            .get("/metrics", exchange -> scrape(exchange, metrics))
            .get("/health/live", new HealthHandler(Optional::empty))
            .get("/health/ready", new HealthHandler(unready)));
  }

  private static void scrape(HttpServerExchange exchange, Metrics metrics) {
    if (exchange.isInIoThread()) {
      exchange.dispatch(worker ->
          scrape(worker, metrics)); // formatting takes milliseconds; a loop has better things to do
      return;
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; version=0.0.4");
    exchange.getResponseSender().send(metrics.scrape());
  }
}
