package dev.tidewire.server.http;

import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.websocket.Loop;
import dev.tidewire.server.websocket.Loops;
import dev.tidewire.server.websocket.Timer;
import io.undertow.server.Connectors;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Bounds how long the body of a request may take, also one that nobody reads: Undertow waits for
 * the rest of it before it answers a 404 or takes the next request. Called on I/O threads.
 */
final class BodyDeadline implements HttpHandler {
  /** How whoever waits for a body answers when it does not come. Without it the socket is cut. */
  static final AttachmentKey<Runnable> WHEN_LATE = AttachmentKey.create(Runnable.class);

  private final HttpHandler next;
  private final Loops loops;
  private final Duration within;
  private final HttpMetrics metrics;

  BodyDeadline(HttpHandler next, Loops loops, Duration within, HttpMetrics metrics) {
    this.next = next;
    this.loops = loops;
    this.within = within;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.isRequestComplete()) {
      next.handleRequest(exchange); // without a body
      return;
    }
    Watch watch = new Watch(exchange, loops.of(exchange.getIoThread()));
    exchange.addExchangeCompleteListener(watch);
    next.handleRequest(exchange);
    watch.begin();
  }

  /** One request with a body. Confined to the loop, except that it may end elsewhere. */
  private final class Watch implements ExchangeCompletionListener {
    private final HttpServerExchange exchange;
    private final Loop loop;
    private boolean ended;
    private @Nullable Timer timer;

    Watch(HttpServerExchange exchange, Loop loop) {
      this.exchange = exchange;
      this.loop = loop;
    }

    /** Most bodies have come with the header and are read by now, and cost no timer. */
    void begin() {
      if (!ended && !exchange.isRequestComplete()) {
        timer = loop.schedule(within, this::late);
      }
    }

    @Override
    public void exchangeEvent(HttpServerExchange completed, NextListener listener) {
      if (loop.isCurrent()) {
        end();
      } else {
        loop.execute(this::end);
      }
      listener.proceed();
    }

    private void end() {
      ended = true;
      if (timer != null) {
        timer.cancel();
      }
    }

    private void late() {
      if (exchange.isRequestComplete()) {
        return; // what takes long is the answer
      }
      metrics.bodyTooSlow();
      exchange.setPersistent(false);
      Runnable answer = exchange.getAttachment(WHEN_LATE);
      if (answer != null && !exchange.isResponseStarted()) {
        answer.run();
        return;
      }
      // A socket that is cut does not end its exchange, for which a stop would wait.
      Connectors.terminateRequest(exchange);
      Connectors.terminateResponse(exchange);
      IoUtils.safeClose(exchange.getConnection());
    }
  }
}
