package dev.tidewire.server.http;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.websocket.Loops;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The two ports and the I/O threads behind them.
 *
 * <p>It is made first, so that everything else can be built on its {@link #loops}; {@link #start} opens the ports when that is done.
 */
public final class HttpServer implements AutoCloseable {
  /** Kept small: only HTTP uses these buffers, an upgraded connection holds none. */
  private static final int BUFFER_BYTES = 8 * 1024;

  private static final int POOLED_BUFFERS = 256;
  private static final int BUFFERS_PER_THREAD = 16;
  private static final int BACKLOG = 4096;
  private static final int MAX_HEADERS = 64;

  /** For blocking work: class-path resources, metrics. Loops never wait for it. */
  private static final int WORKER_THREADS = 4;

  private final HttpOptions options;
  private final XnioWorker worker;
  private final Loops loops;
  private @Nullable Undertow undertow;

  /** Starts the I/O threads and no port. */
  public HttpServer(HttpOptions options, ConnectionMetrics metrics) {
    this.options = options;
    try {
      this.worker =
          Xnio.getInstance()
              .createWorker(
                  OptionMap.builder()
                      .set(Options.WORKER_NAME, "tidewire")
                      .set(Options.WORKER_IO_THREADS, options.loops())
                      .set(Options.WORKER_TASK_CORE_THREADS, WORKER_THREADS)
                      .set(Options.WORKER_TASK_MAX_THREADS, WORKER_THREADS)
                      .set(Options.THREAD_DAEMON, false)
                      .getMap());
    } catch (IOException e) {
      throw new UncheckedIOException("The I/O threads cannot be started.", e);
    }
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
    ByteBufferPool buffers =
        new DefaultByteBufferPool(true, BUFFER_BYTES, POOLED_BUFFERS, BUFFERS_PER_THREAD);
    Undertow starting =
        Undertow.builder()
            .setWorker(worker)
            .setByteBufferPool(buffers)
            .setSocketOption(Options.BACKLOG, BACKLOG)
            .setSocketOption(Options.TCP_NODELAY, true)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setServerOption(
                UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) options.parseTimeout().toMillis())
            .setServerOption(
                UndertowOptions.NO_REQUEST_TIMEOUT, (int) options.parseTimeout().toMillis())
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, options.maxHeaderBytes())
            .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .addHttpListener(options.port(), options.host(), open.handler())
            .addHttpListener(options.internalPort(), options.internalHost(), internal.handler())
            .build();
    try {
      starting.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause; // Undertow wraps it
      }
      throw e;
    }
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

  /** Closes both ports, cuts what is still connected and ends the I/O threads. */
  @Override
  public void close() {
    if (undertow != null) {
      undertow.stop();
    }
    worker.shutdownNow();
  }

  private int port(int listener) {
    if (undertow == null) {
      throw new IllegalStateException("The ports are not open.");
    }
    List<Undertow.ListenerInfo> listeners = undertow.getListenerInfo();
    return ((InetSocketAddress) listeners.get(listener).getAddress()).getPort();
  }
}
