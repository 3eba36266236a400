package dev.tidewire.server.http;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.websocket.Loops;
import dev.tidewire.server.websocket.Pace;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
  private final HttpMetrics metrics;
  private final XnioWorker worker;
  private final ByteBufferPool buffers = ServerOptions.buffers();
  private final Loops loops;
  private @Nullable GracefulShutdownHandler api;
  private @Nullable Acceptor open;
  private @Nullable Acceptor internal;

  /** Starts the I/O threads and no port. */
  public HttpServer(HttpOptions options, ConnectionMetrics connections, HttpMetrics requests) {
    this.options = options;
    this.metrics = requests;
    this.worker = ServerOptions.worker(options.loops(), WORKER_THREADS);
    this.loops = Loops.of(worker, connections, options.sending());
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
  public void start(Routes openRoutes, Routes internalRoutes) throws IOException {
    GracefulShutdownHandler counted = new GracefulShutdownHandler(internalRoutes.handler());
    open = open(options.host(), options.port(), Pace.GATHERED, openRoutes);
    internal =
        open(options.internalHost(), options.internalPort(), Pace.PROMPT, new Routes(counted));
    api = counted;
  }

  private Acceptor open(String host, int port, Pace pace, Routes routes) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    return Acceptor.open(
        new PortOptions(address, options.maxConnections() + SPARE_SOCKETS, pace),
        loops,
        new RequestListener(routes, buffers, loops, options.requests(), metrics),
        metrics);
  }

  /** The public port that is open. */
  public int port() {
    return number(open);
  }

  /** The internal port that is open. */
  public int internalPort() {
    return number(internal);
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
    close(open);
    close(internal);
    loops.close();
    worker.shutdownNow();
  }

  private static void awaitAnswers(GracefulShutdownHandler asked) {
    try {
      asked.awaitShutdown(ANSWERS_WITHIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts a stop wants it to be over
    }
  }

  private static void close(@Nullable Acceptor port) {
    if (port != null) {
      port.close();
    }
  }

  private static int number(@Nullable Acceptor port) {
    if (port == null) {
      throw new IllegalStateException("The ports are not open.");
    }
    return port.port();
  }
}
