package dev.tidewire.server.http;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.websocket.Loops;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * The two ports and the I/O threads behind them.
 *
 * <p>It is made first, so that everything else can be built on its {@link #loops}; {@link #start}
 * opens the ports when that is done.
 */
public final class HttpServer implements AutoCloseable {
  /** For blocking work: class-path resources, metrics. Loops never wait for it. */
  private static final int WORKER_THREADS = 4;

  /** Sockets beside the WebSockets, so that a full server still answers 503 and its own health. */
  private static final int SPARE_SOCKETS = 1024;

  /** How long requests to the internal port may keep a server that stops. */
  private static final long ANSWERS_WITHIN_MILLIS = 1000;

  private final HttpOptions options;
  private final XnioWorker worker;
  private final Loops loops;
  private @Nullable GracefulShutdownHandler api;
  private @Nullable Undertow undertow;

  /** Starts the I/O threads and no port. */
  public HttpServer(HttpOptions options, ConnectionMetrics metrics) {
    this.options = options;
    this.worker = ServerOptions.worker(options.loops(), WORKER_THREADS);
    this.loops = Loops.of(worker, metrics);
  }

  /** The loops of the I/O threads. */
  public Loops loops() {
    return loops;
  }

  /**
   * Opens both ports.
   *
   * @throws IOException when one of them cannot be listened on
   */
  public void start(Routes open, Routes internal) throws IOException {
    GracefulShutdownHandler counted = new GracefulShutdownHandler(internal.handler());
    Undertow starting =
        ServerOptions.apply(Undertow.builder(), worker, options.maxConnections() + SPARE_SOCKETS)
            .setServerOption(
                UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) options.parseTimeout().toMillis())
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, options.maxHeaderBytes())
            .addHttpListener(options.port(), options.host(), open.handler())
            .addHttpListener(options.internalPort(), options.internalHost(), counted)
            .build();
    try {
      starting.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause; // Undertow wraps it
      }
      throw e;
    }
    api = counted;
    undertow = starting;
  }

  /** The public port that is open. */
  public int port() {
    return port(0);
  }

  /** The internal port that is open. */
  public int internalPort() {
    return port(1);
  }

  /**
   * Answers what is asked at the internal port already, within a bound; then closes both ports,
   * cuts what is still connected and ends the I/O threads.
   */
  @Override
  public void close() {
    if (api != null) {
      api.shutdown();
      awaitAnswers(api);
    }
    if (undertow != null) {
      undertow.stop();
    }
    worker.shutdownNow();
  }

  private static void awaitAnswers(GracefulShutdownHandler asked) {
    try {
      asked.awaitShutdown(ANSWERS_WITHIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts a stop wants it to be over
    }
  }

  private int port(int listener) {
    if (undertow == null) {
      throw new IllegalStateException("The ports are not open.");
    }
    List<Undertow.ListenerInfo> listeners = undertow.getListenerInfo();
    return ((InetSocketAddress) listeners.get(listener).getAddress()).getPort();
  }
}
