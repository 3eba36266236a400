package dev.tidewire.server.http;

import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.metrics.Metrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the internal port serves: the server API, metrics and health. It belongs behind a firewall;
 * only the API asks for a key.
 */
public final class InternalRoutes {
  private InternalRoutes() {}

  /**
   * The routes of the internal port.
   *
   * @param unready why this server should not be sent traffic, as a word; empty when it should
   */
  public static Routes of(
      ServerApi api, Supplier<Optional<String>> unready, Metrics metrics, HttpMetrics counted) {
    return new Routes(
        api(api, counted)
            .get("/metrics", exchange -> scrape(exchange, metrics))
            .get("/health/live", new HealthHandler(Optional::empty))
            .get("/health/ready", new HealthHandler(unready)));
  }

  private static RoutingHandler api(ServerApi api, HttpMetrics counted) {
    CommandReader reader = new CommandReader(api.clock());
    UnaryOperator<HttpHandler> guarded = handler -> new ApiKeyGuard(api.keys(), handler, counted);
    return new RoutingHandler()
        .post(
            "/api/publish",
            guarded.apply(new PublishHandler(api.channels(), api.codec(), api.maxBody(), counted)))
        .get("/api/nodes", guarded.apply(new NodesHandler(api.cluster(), counted)))
        .post("/api/disconnect", guarded.apply(command(api, reader::disconnect, counted)))
        .post("/api/unsubscribe", guarded.apply(command(api, reader::unsubscribe, counted)))
        .post("/api/revoke", guarded.apply(command(api, reader::revoke, counted)));
  }

  private static HttpHandler command(
      ServerApi api, Function<byte[], Command> reader, HttpMetrics counted) {
    return new CommandHandler(api.cluster(), reader, api.maxBody(), counted);
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
