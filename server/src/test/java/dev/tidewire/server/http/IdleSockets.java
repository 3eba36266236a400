package dev.tidewire.server.http;

import dev.tidewire.server.support.TestCertificate;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/**
 * A program that opens many WebSockets and holds them in silence until it is killed: in a process
 * of its own, so that nothing of a client is on the server's heap.
 *
 * <p>Arguments: the port, how many, and for TLS the folder of the certificate to trust.
 */
final class IdleSockets {
  private static final List<RawClient> HELD = new ArrayList<>();

  private IdleSockets() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    SocketFactory factory =
        arguments.length > 2
            ? TestCertificate.from(Path.of(arguments[2])).context().getSocketFactory()
            : SocketFactory.getDefault();
    for (int i = 0; i < count; i++) {
      Socket socket = factory.createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true); // the request does not wait until the handshake is acknowledged
      RawClient client = new RawClient(socket);
      client.handshake();
      HELD.add(client);
    }
    System.out.println(HELD.size() + " are open");
    Thread.currentThread().join();
  }
}
