package dev.tidewire.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A program that opens many WebSockets and holds them in silence until it is killed: in a process
 * of its own, so that nothing of a client is on the server's heap.
 *
 * <p>Arguments: the port, how many, and for TLS the certificate to trust, as PEM.
 */
final class IdleSockets {
  private static final List<RawClient> HELD = new ArrayList<>();

  private IdleSockets() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    SocketFactory factory =
        arguments.length > 2 ? trusting(Path.of(arguments[2])) : SocketFactory.getDefault();
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

  private static SocketFactory trusting(Path certificate)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
