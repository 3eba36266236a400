package dev.tidewire.server.scaleout;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that answers handshakes with a plain word and keeps what was asked. */
final class FakeNode implements AutoCloseable {
  private final List<Headers> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile int health = 200;

  FakeNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext("/health/ready", exchange -> answer(exchange, health));
    server.createContext(
        "/ws",
        exchange -> {
          asked.add(exchange.getRequestHeaders());
          answer(exchange, status);
        });
    server.start();
  }

  /** The load balancer finds everything on one port. */
  LoadBalancer.Node address() {
    int port = server.getAddress().getPort();
    return new LoadBalancer.Node(port, port);
  }

  /**
   * From now on it refuses handshakes, as a node does that leaves, and its health is still good.
   */
  void refuse() {
    status = 503;
  }

  /** From now on its health check says that it is not ready; it would still take handshakes. */
  void becomeUnready() {
    health = 503;
  }

  /** The headers of all handshakes that came here. */
  List<Headers> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }
}
