package dev.tidewire.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.metrics.HttpMetrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.function.Function;

/**
 * {@code POST /api/disconnect}, {@code /api/unsubscribe} and {@code /api/revoke}: a back end has
 * all nodes do something with a user's sessions. The answer is {@code
 * {"applied","missing","sessions"}}: 200 when every node has done it, 202 when some will do it as
 * soon as they are back.
 */
final class CommandHandler implements HttpHandler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final Function<byte[], Command> reader;
  private final int maxBody;
  private final HttpMetrics metrics;

  /**
   * A handler for one kind of command.
   *
   * @param reader reads it from the body; throws a {@link dev.tidewire.server.protocol.Refusal}
   */
  CommandHandler(
      Cluster cluster, Function<byte[], Command> reader, int maxBody, HttpMetrics metrics) {
    this.cluster = cluster;
    this.reader = reader;
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
                () -> cluster.send(reader.apply(body)),
                receipt -> answer(exchange, receipt)));
  }

  private static void answer(HttpServerExchange exchange, Receipt receipt) {
    ObjectNode body = JSON.createObjectNode();
    receipt.applied().forEach(body.putArray("applied")::add);
    receipt.missing().forEach(body.putArray("missing")::add);
    body.put("sessions", receipt.sessions());
    exchange.setStatusCode(receipt.missing().isEmpty() ? StatusCodes.OK : StatusCodes.ACCEPTED);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(body.toString());
  }
}
