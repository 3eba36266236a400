package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not read costs a bounded number of bytes and delays nobody. */
class IsolationTest {
  private static final String ROOM = "chat:room";
  private static final int BOUND = 128 * 1024;

  @TempDir Path folder;

  @Test
  void closesAClientThatNeverReadsAndServesTheOthers() throws IOException {
    String data = "\"" + "x".repeat(15 * 1024) + "\"";
    try (RunningServer server =
            RunningServer.start(
                folder, "max-queued-bytes", BOUND + "B", "max-message-size", "64KiB");
        WireClient healthy = server.connect("alice");
        Socket stuck = connectWithoutReading(server)) {
      healthy.ok("{\"subscribe\":{\"channel\":\"" + ROOM + "\"}}");
      assertThat(stuck.isConnected()).isTrue();

      long received = 0;
      while (server.metric("tidewire_slow_consumers_total{bound=\"bytes\"}") < 1) {
        server.publish(ROOM, data);
        received++;
        assertThat(healthy.push("message").get("offset").asLong()).isEqualTo(received);
        assertThat(server.metric("tidewire_queued_bytes")).isLessThan(BOUND * 2.0);
      }

      await()
          .untilAsserted(() -> {
            assertThat(server.metric("tidewire_connections")).isEqualTo(1);
            assertThat(server.metric("tidewire_subscriptions")).isEqualTo(1);
          });
      server.publish(ROOM, "\"still here\"");
      assertThat(healthy.push("message").get("data").asText()).isEqualTo("still here");
    }
  }

  private static Socket connectWithoutReading(RunningServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    OutputStream out = socket.getOutputStream();
    out.write(
        """
        GET /ws HTTP/1.1\r
        Host: 127.0.0.1\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
            .getBytes(StandardCharsets.US_ASCII));
    out.write(
        masked(
            "{\"id\":1,\"connect\":{\"token\":\"%s\",\"subscribe\":[{\"channel\":\"%s\"}]}}"
                .formatted(server.token("bob", "{\"chat:*\":[\"*\"]}"), ROOM)));
    out.flush();
    awaitReply(socket.getInputStream());
    return socket;
  }

  /** Reads up to the end of the connect's reply and nothing of what follows. */
  private static void awaitReply(InputStream in) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (!seen.toString().endsWith("]}]}}")) {
      int next = in.read();
      assertThat(next).isNotNegative();
      seen.append((char) next);
    }
  }

  /** A masked text frame with a 16-bit length (RFC 6455 section 5.2); the mask is zero. */
  private static byte[] masked(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[8 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 126);
    frame[2] = (byte) (payload.length >> 8);
    frame[3] = (byte) payload.length;
    System.arraycopy(payload, 0, frame, 8, payload.length);
    return frame;
  }
}
