package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.support.TestCertificate;
import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.LoopHarness;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS, where a write is done only when the record has left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {
  private final SSLContext tls;

  TlsTest(@TempDir Path folder) throws Exception {
    tls = TestCertificate.in(folder).context();
  }

  @Test
  void echoesOverTls() throws Exception {
    try (EchoServer server = server(tls);
        RawClient client =
            new RawClient(
                tls.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), server.port()))) {
      client.handshake();
      client.send(ClientFrames.text("hello"));
      assertThat(client.readHex(7)).isEqualTo("810568656c6c6f");
      for (int i = 0; i < 20; i++) {
        client.send(ClientFrames.frame(0x82, new byte[65_000]));
        assertThat(client.readHex(65_004)).startsWith("827efde8");
      }
      client.send(ClientFrames.close(1000));
      assertThat(client.readHexToEnd()).isEqualTo("880203e8");
      await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }
  }

  @Test
  void gathersForAClientThatReadsLate() throws Exception {
    try (EchoServer server = server(tls);
        RawClient client =
            new RawClient(
                tls.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), server.port()))) {
      client.handshake();
      // All of it fits into the server's queue, none of it into one record.
      int messages = 60;
      for (int i = 0; i < messages; i++) {
        client.send(ClientFrames.frame(0x82, new byte[16_000]));
      }
      for (int i = 0; i < messages; i++) {
        assertThat(client.readHex(16_004)).as("message %d", i).startsWith("827e3e80");
      }
    }
  }

  private static EchoServer server(SSLContext tls) {
    return new EchoServer(EchoServer.OPEN, LoopHarness.quietOptions(), EchoServer.LIMITS, tls);
  }
}
