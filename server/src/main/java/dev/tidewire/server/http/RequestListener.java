package dev.tidewire.server.http;

import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.websocket.Loops;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.util.Optional;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/**
 * What happens to a socket that was accepted. As soon as the whole header of its first request has
 * come, and not before, it is a WebSocket or Undertow's.
 *
 * <p>Undertow alone would cut slow and large headers just as well. It would not say so, to the
 * client or to us, and nothing that watches it from outside could be taken off a socket again: a
 * WebSocket would pay for it as long as it lives. {@link FirstHeader} is garbage after the first
 * request. The headers of later requests on the same socket are Undertow's alone, under the same
 * limits.
 *
 * <p>Each socket's events come on its I/O thread; the state here is one slot for each of these.
 */
final class RequestListener implements ChannelListener<StreamConnection> {
  private final HttpOpenListener undertow;
  private final ByteBufferPool buffers;
  private final Loops loops;
  private final RequestLimits limits;
  private final HttpMetrics metrics;

  private final Optional<DirectUpgrade> direct;

  /** By loop: whether a request has reached the handler since it was set to false. */
  private final boolean[] handled;

  RequestListener(
      Routes routes,
      ByteBufferPool buffers,
      Loops loops,
      RequestLimits limits,
      HttpMetrics metrics) {
    this.buffers = buffers;
    this.loops = loops;
    this.limits = limits;
    this.metrics = metrics;
    this.handled = new boolean[loops.all().size()];
    this.direct = routes.direct();
    HttpHandler bounded = new BodyDeadline(routes.handler(), loops, limits.bodyTimeout(), metrics);
    undertow = new HttpOpenListener(buffers, ServerOptions.requests(limits));
    undertow.setRootHandler(exchange -> handle(exchange, bounded));
  }

  @Override
  public void handleEvent(StreamConnection socket) {
    new FirstHeader(this, socket, loops.of(socket.getIoThread())).begin();
  }

  ByteBufferPool buffers() {
    return buffers;
  }

  RequestLimits limits() {
    return limits;
  }

  /**
   * Opens a WebSocket on a socket, or gives it to Undertow, which takes the request up before this
   * returns or refuses it as malformed by itself.
   *
   * @param read what was read from it: a whole header and perhaps more
   * @param headerLength of the header alone, in bytes
   */
  void accept(StreamConnection socket, PooledByteBuffer read, int headerLength) {
    if (direct.isPresent() && direct.get().take(socket, read.getBuffer(), headerLength)) {
      read.close();
      return;
    }
    int loop = loops.of(socket.getIoThread()).index();
    handled[loop] = false;
    undertow.handleEvent(socket, read);
    if (!handled[loop]) {
      failed(HeaderFailure.MALFORMED);
    }
  }

  void failed(HeaderFailure why) {
    metrics.headerFailed(why.label());
  }

  private void handle(HttpServerExchange exchange, HttpHandler handler) throws Exception {
    handled[loops.of(exchange.getIoThread()).index()] = true;
    handler.handleRequest(exchange);
  }
}
