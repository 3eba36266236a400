package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.xnio.StreamConnection;

/** All connections of one server: opens them on upgraded sockets and counts them. Thread-safe. */
public final class Connections {
  /** From here on libraries and applications choose codes (RFC 6455 section 7.4.2). */
  private static final int FIRST_FREE_CODE = 3000;

  private final ConnectionOptions options;
  private final ConnectionMetrics metrics;
  private final AtomicInteger count = new AtomicInteger();

  public Connections(ConnectionOptions options, ConnectionMetrics metrics) {
    this.options = options;
    this.metrics = metrics;
  }

  /** How many there are, those that are closing included. */
  public int count() {
    return count.get();
  }

  /**
   * Takes over a socket on which the opening handshake is done. On the socket's I/O thread.
   *
   * @param loop the loop of the socket's I/O thread
   * @param peer the address that the socket came from
   * @param compression what the handshake agreed on
   * @param endpoint makes the handler; the connection may be sent to at once
   */
  public void open(
      Loop loop,
      StreamConnection socket,
      SocketAddress peer,
      Compression compression,
      Function<Connection, ConnectionHandler> endpoint) {
    take(loop, socket, peer, compression).start(endpoint);
  }

  /**
   * Takes over a socket on which the last word of the opening handshake is still to be said.
   *
   * @param preface what is sent before everything else, see {@link Frame#preface}
   * @param compression what it says was agreed on
   */
  public void openWith(
      Frame preface,
      Loop loop,
      StreamConnection socket,
      SocketAddress peer,
      Compression compression,
      Function<Connection, ConnectionHandler> endpoint) {
    take(loop, socket, peer, compression).startWith(preface, endpoint);
  }

  private Connection take(
      Loop loop, StreamConnection socket, SocketAddress peer, Compression compression) {
    XnioTransport transport = new XnioTransport(socket, peer);
    Connection connection = create(loop, transport, compression);
    transport.attach(connection);
    return connection;
  }

  /** Counts a new connection, which has yet to be started. */
  Connection create(Loop loop, Transport transport, Compression compression) {
    Connection connection = new Connection(this, loop, transport, compression);
    count.incrementAndGet();
    metrics.opened();
    return connection;
  }

  ConnectionOptions options() {
    return options;
  }

  ConnectionMetrics metrics() {
    return metrics;
  }

  void closed(CloseStatus status) {
    count.decrementAndGet();
    metrics.closed(status.cause().name().toLowerCase(Locale.ROOT), label(status));
  }

  /** A peer may choose among thousands of codes, and must not make as many time series. */
  private static String label(CloseStatus status) {
    int code = status.code();
    return status.cause().byPeer() && code >= FIRST_FREE_CODE
        ? code / 1000 + "xxx"
        : Integer.toString(code);
  }
}
