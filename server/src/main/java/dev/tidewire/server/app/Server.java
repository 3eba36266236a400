package dev.tidewire.server.app;

import dev.tidewire.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A running server. Thread-safe. */
public final class Server implements AutoCloseable {
  private final ServerSocket publicSocket;
  private final ServerSocket internalSocket;

  private Server(ServerSocket publicSocket, ServerSocket internalSocket) {
    this.publicSocket = publicSocket;
    this.internalSocket = internalSocket;
  }

  /**
   * Starts one.
   *
   * @throws IOException when a port cannot be listened on
   */
  public static Server start(ServerConfig config) throws IOException {
    ServerSocket open = listen(config.listen().host(), config.listen().port());
    try {
      return new Server(
          open, listen(config.listen().internalHost(), config.listen().internalPort()));
    } catch (IOException e) {
      open.close();
      throw e;
    }
  }

  private static ServerSocket listen(String host, int port) throws IOException {
    return new ServerSocket(port, 0, InetAddress.getByName(host));
  }

  /** The public port that it listens on. */
  public int publicPort() {
    return publicSocket.getLocalPort();
  }

  /** The internal port that it listens on. */
  public int internalPort() {
    return internalSocket.getLocalPort();
  }

  /** Stops it; may take as long as {@code drain}. */
  @Override
  public void close() throws IOException {
    publicSocket.close();
    internalSocket.close();
  }
}
