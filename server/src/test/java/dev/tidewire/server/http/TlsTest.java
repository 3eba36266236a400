package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.LoopHarness;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS, where a write is done only when the record has left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final SSLContext tls;

  TlsTest(@TempDir Path folder) throws Exception {
    tls = context(folder);
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

  private static SSLContext context(Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
