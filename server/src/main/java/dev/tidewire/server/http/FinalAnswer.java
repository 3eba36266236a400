package dev.tidewire.server.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.IoUtils;

/**
 * A refusal that ends the socket: nobody who was refused at the public port has a second request
 * for it, and the first one of a socket is the one that is watched most closely.
 */
final class FinalAnswer {
  private static final IoCallback CUT =
      new IoCallback() {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
          IoUtils.safeClose(exchange.getConnection());
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException e) {
          IoUtils.safeClose(exchange.getConnection());
        }
      };

  private FinalAnswer() {}

  /** Sends the status and the headers that are set, and no body. */
  static void send(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    if (exchange.isRequestComplete()) {
      exchange.endExchange();
    } else {
      // Undertow would wait for the whole body first.
      exchange.getResponseSender().close(CUT);
    }
  }
}
