package dev.tidewire.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.metrics.HttpMetrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Locale;

/** {@code GET /api/nodes}: which nodes are alive, and what they carry. */
final class NodesHandler implements HttpHandler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final HttpMetrics metrics;

  NodesHandler(Cluster cluster, HttpMetrics metrics) {
    this.cluster = cluster;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Deferred.answer(exchange, metrics, cluster::nodes, nodes -> answer(exchange, nodes));
  }

  private static void answer(HttpServerExchange exchange, List<NodeStatus> nodes) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode all = body.putArray("nodes");
    for (NodeStatus node : nodes) {
      all.addObject()
          .put("node", node.node())
          .put("version", node.version())
          .put("started", node.started().getEpochSecond())
          .put("state", node.state().name().toLowerCase(Locale.ROOT))
          .put("connections", node.connections())
          .put("subscriptions", node.subscriptions())
          .put("channels", node.channels());
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(body.toString());
  }
}
