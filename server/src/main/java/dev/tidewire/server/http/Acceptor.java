package dev.tidewire.server.http;

import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.websocket.Loop;
import dev.tidewire.server.websocket.Loops;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.nio.ChannelClosed;

/**
 * A port that is listened on. A thread of its own takes all sockets that have come and gives them
 * to the loops in turn, several of a crowd to the same, so that a loop is woken for a few. Each
 * socket lives on its loop from then on. Thread-safe.
 *
 * <p>What the operating system refuses to give (mostly for want of open files) is counted, said
 * once, and tried again until it works.
 */
final class Acceptor implements AutoCloseable {
  /** Sockets that the kernel keeps until they are taken. */
  private static final int BACKLOG = 4096;

  /** Sockets that go to one loop, if they came together. */
  static final int RUN = 16;

  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long STOPS_WITHIN_MILLIS = 1000;

  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

  private final ServerSocketChannel server;
  private final Selector selector;
  private final int port;
  private final int maxSockets;
  private final AcceptPacer pacer;
  private final Loops loops;
  private final ChannelListener<StreamConnection> listener;
  private final HttpMetrics metrics;
  private final Thread thread;

  /** Those that were taken and are not closed. */
  private final AtomicInteger sockets = new AtomicInteger();

  private final ChannelClosed closed = sockets::decrementAndGet;
  private volatile boolean isOpen = true;

  /** The loop whose turn it is. The thread's. */
  private int turn;

  /** Whether the last socket was refused. The thread's. */
  private boolean failing;

  private Acceptor(
      ServerSocketChannel server,
      Selector selector,
      PortOptions options,
      Loops loops,
      ChannelListener<StreamConnection> listener,
      HttpMetrics metrics) {
    this.server = server;
    this.selector = selector;
    this.port = server.socket().getLocalPort();
    this.maxSockets = options.maxSockets();
    this.pacer = AcceptPacer.of(options.pace(), System.nanoTime());
    this.loops = loops;
    this.listener = listener;
    this.metrics = metrics;
    this.thread = Thread.ofPlatform().name("acceptor-" + port).unstarted(this::run);
  }

  /**
   * Opens a port.
   *
   * @param listener told of each socket, on its loop
   * @throws IOException when it cannot be listened on
   */
  static Acceptor open(
      PortOptions options,
      Loops loops,
      ChannelListener<StreamConnection> listener,
      HttpMetrics metrics)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.configureBlocking(false);
      server.bind(options.address(), BACKLOG);
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      Acceptor acceptor = new Acceptor(server, selector, options, loops, listener, metrics);
      acceptor.thread.start();
      return acceptor;
    } catch (IOException | RuntimeException e) {
      IoUtils.safeClose(server);
      throw e;
    }
  }

  /** Its number, also when the operating system has chosen it. */
  int port() {
    return port;
  }

  /** Takes no more sockets, and keeps those that it has. */
  @Override
  public void close() {
    isOpen = false;
    LockSupport.unpark(thread);
    selector.wakeup();
    try {
      thread.join(STOPS_WITHIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts a stop wants it to be over
    }
  }

  private void run() {
    while (isOpen) {
      try {
        rest(isFull() ? FULL_NANOS : pacer.accepted(takeAll(), System.nanoTime()));
      } catch (IOException | RuntimeException e) {
        failed(e);
        LockSupport.parkNanos(this, BACK_OFF_NANOS);
      }
    }
    IoUtils.safeClose(server);
    IoUtils.safeClose(selector);
  }

  /** Leaves the sockets that come alone for so long; with 0, until one comes. */
  private void rest(long nanos) throws IOException {
    if (nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    } else {
      selector.select();
      selector.selectedKeys().clear();
    }
  }

  private boolean isFull() {
    return sockets.get() >= maxSockets;
  }

  private int takeAll() throws IOException {
    int count = 0;
    while (!isFull()) {
      SocketChannel socket = server.accept();
      if (socket == null) {
        break;
      }
      failing = false;
      if (count % RUN == 0) {
        turn = (turn + 1) % loops.all().size();
      }
      count++;
      sockets.incrementAndGet();
      handOver(socket, loops.all().get(turn));
    }
    return count;
  }

  private void handOver(SocketChannel socket, Loop loop) {
    try {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      loop.execute(() -> adopt(socket, loop));
    } catch (IOException e) {
      discard(socket);
    }
  }

  private void adopt(SocketChannel socket, Loop loop) {
    StreamConnection connection;
    try {
      connection = Adoption.adopt(loops.threadOf(loop), socket, closed);
    } catch (IOException e) {
      discard(socket);
      return;
    } catch (RuntimeException | Error e) {
      discard(socket);
      throw e;
    }
    listener.handleEvent(connection);
  }

  /** Its peer is gone already, on systems that say so this early. */
  private void discard(SocketChannel socket) {
    IoUtils.safeClose(socket);
    closed.channelClosed();
  }

  private void failed(Exception why) {
    metrics.acceptFailed();
    if (!failing) {
      log.warn("Port {} takes no sockets at the moment, and tries again: {}", port, why.toString());
    }
    failing = true;
  }
}
