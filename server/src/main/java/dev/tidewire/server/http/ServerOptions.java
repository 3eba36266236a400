package dev.tidewire.server.http;

import dev.tidewire.server.websocket.BoundedSelectors;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** How Undertow and XNIO are set up for many long-lived and some hostile connections. */
final class ServerOptions {
  /** Fields in the header of a request. */
  static final int MAX_HEADERS = 64;

  /** Only HTTP and TLS use the pool; loops bring their own buffers. */
  private static final int POOL_BUFFER_BYTES = 8 * 1024;

  private static final int POOL_BUFFERS = 1024;
  private static final int POOL_BUFFERS_PER_THREAD = 64;

  private ServerOptions() {}

  /**
   * The threads under a server. Whoever makes them ends them, with {@link XnioWorker#shutdown}.
   *
   * @param ioThreads how many loops there are to be
   * @param workerThreads threads for handlers that block
   */
  static XnioWorker worker(int ioThreads, int workerThreads) {
    BoundedSelectors.install();
    try {
      return Xnio.getInstance()
          .createWorker(
              OptionMap.builder()
                  .set(Options.WORKER_NAME, "tidewire")
                  .set(Options.WORKER_IO_THREADS, ioThreads)
                  .set(Options.WORKER_TASK_CORE_THREADS, workerThreads)
                  .set(Options.WORKER_TASK_MAX_THREADS, workerThreads)
                  .getMap());
    } catch (IOException e) {
      throw new UncheckedIOException("The I/O threads cannot be started.", e);
    }
  }

  /** Of HTTP on a port: bounds, HTTP/1.1 only, and answers to pipelined requests in few writes. */
  static OptionMap requests(RequestLimits limits) {
    return OptionMap.builder()
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(limits.headerTimeout()))
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(limits.idleTimeout()))
        .set(UndertowOptions.MAX_HEADER_SIZE, limits.maxHeaderBytes())
        .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .set(UndertowOptions.ENABLE_HTTP2, false)
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
        .getMap();
  }

  /** Where HTTP reads into. */
  static ByteBufferPool buffers() {
    return new DefaultByteBufferPool(
        true, POOL_BUFFER_BYTES, POOL_BUFFERS, POOL_BUFFERS_PER_THREAD);
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
