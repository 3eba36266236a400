package dev.tidewire.server.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** How Undertow is set up for many long-lived and some hostile connections. */
public final class ServerOptions {
  private static final int REQUEST_PARSE_TIMEOUT_MILLIS = 10_000;
  private static final int NO_REQUEST_TIMEOUT_MILLIS = 30_000;
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 64;
  private static final int BACKLOG = 4096;

  /** Only HTTP and TLS use the pool; loops bring their own buffers. */
  private static final int POOL_BUFFER_BYTES = 8 * 1024;

  private static final int POOL_BUFFERS = 1024;
  private static final int POOL_BUFFERS_PER_THREAD = 64;

  private ServerOptions() {}

  /**
   * The threads under a server. Made before it, because the loops are; the server does not end
   * them, so {@link XnioWorker#shutdown} must be called when it has stopped.
   *
   * @param ioThreads how many loops there are to be
   * @param workerThreads threads for handlers that block
   */
  public static XnioWorker worker(int ioThreads, int workerThreads) {
    try {
      return Xnio.getInstance()
          .createWorker(
              OptionMap.builder()
                  .set(Options.WORKER_NAME, "tidewire")
                  .set(Options.WORKER_IO_THREADS, ioThreads)
                  .set(Options.WORKER_TASK_CORE_THREADS, workerThreads)
                  .set(Options.WORKER_TASK_MAX_THREADS, workerThreads)
                  .set(Options.TCP_NODELAY, true)
                  .getMap());
    } catch (IOException e) {
      throw new UncheckedIOException("The I/O threads cannot be started.", e);
    }
  }

  /**
   * Sets what every listener needs: a bound on slow and large requests, HTTP/1.1 only, a buffer
   * pool that is one, and no more sockets than {@code maxSockets}, beyond which the kernel's
   * backlog fills.
   */
  public static Undertow.Builder apply(
      Undertow.Builder builder, XnioWorker worker, int maxSockets) {
    return builder
        .setWorker(worker)
        .setByteBufferPool(
            new DefaultByteBufferPool(
                true, POOL_BUFFER_BYTES, POOL_BUFFERS, POOL_BUFFERS_PER_THREAD))
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_PARSE_TIMEOUT_MILLIS)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, NO_REQUEST_TIMEOUT_MILLIS)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
        .setSocketOption(Options.BACKLOG, BACKLOG)
        .setSocketOption(Options.TCP_NODELAY, true)
        .setSocketOption(Options.REUSE_ADDRESSES, true)
        .setSocketOption(Options.CONNECTION_HIGH_WATER, maxSockets)
        .setSocketOption(Options.CONNECTION_LOW_WATER, maxSockets);
  }
}
