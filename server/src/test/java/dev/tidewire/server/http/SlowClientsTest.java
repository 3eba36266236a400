package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand clients at a time that hold a socket and do nothing with it, or nearly nothing. */
final class SlowClientsTest {
  private static final int CROWD = 1000;

  @TempDir Path folder;

  @Test
  void cutsThoseThatDripTheirHeaderAndServesTheOthers() throws Exception {
    try (RunningServer server = RunningServer.start(folder, "parse-timeout", "2s");
        Crowd crowd = new Crowd(server.port())) {
      crowd.sendAll("GET /ws HTTP/1.1\r\nX: ");
      crowd.untilAllEnded(() -> {
        crowd.sendAll("x");
        serveOne(server);
      });
      assertThat(crowd.received()).allMatch(answer -> answer.startsWith("HTTP/1.1 408 "));
      assertThat(server.metric("tidewire_http_headers_failed_total{reason=\"too_slow\"}"))
          .isEqualTo(CROWD);
    }
  }

  @Test
  void cutsThoseThatSendNothingAndServesTheOthers() throws Exception {
    try (RunningServer server = RunningServer.start(folder, "parse-timeout", "2s");
        Crowd crowd = new Crowd(server.port())) {
      crowd.untilAllEnded(() -> serveOne(server));
      assertThat(crowd.received()).allMatch(String::isEmpty);
      assertThat(server.metric("tidewire_http_headers_failed_total{reason=\"silent\"}"))
          .isEqualTo(CROWD);
    }
  }

  @Test
  void closesThoseThatNeverConnectAndServesTheOthers() throws Exception {
    String closed = "tidewire_connections_closed_total{cause=\"server_closed\",code=\"4003\"}";
    String cut = "tidewire_connections_closed_total{cause=\"close_timeout\",code=\"4003\"}";
    try (RunningServer server =
            RunningServer.start(folder, "connect-timeout", "2s", "close-timeout", "1s");
        Crowd crowd = new Crowd(server.port())) {
      crowd.sendAll(RawClient.handshakeRequest(""));
      crowd.untilAllEnded(() -> serveOne(server));
      assertThat(crowd.received())
          .allMatch(
              answer -> answer.startsWith("HTTP/1.1 101 ") && answer.contains("\u000f\u00a3"));
      await()
          .untilAsserted(
              () -> assertThat(server.metric(closed) + server.metric(cut)).isEqualTo(CROWD));
    }
  }

  private static void serveOne(RunningServer server) {
    try (WireClient honest = server.connect("alice")) {
      honest.ok("{\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");
    }
  }

  /** Sockets that are watched without a thread for each. Confined to the test's thread. */
  private static final class Crowd implements AutoCloseable {
    private final List<SocketChannel> all = new ArrayList<>();
    private final List<SocketChannel> open = new ArrayList<>();
    private final List<ByteBuffer> received = new ArrayList<>();

    Crowd(int port) throws IOException {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      for (int i = 0; i < CROWD; i++) {
        SocketChannel socket = SocketChannel.open(address);
        all.add(socket);
        open.add(socket);
        received.add(ByteBuffer.allocate(1024));
        socket.configureBlocking(false);
      }
    }

    /** Sends so little that it fits; who was cut meanwhile is found out by reading. */
    void sendAll(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      for (SocketChannel socket : open) {
        try {
          socket.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
          // It was cut.
        }
      }
    }

    /** Does something again and again until the server has ended every socket. */
    void untilAllEnded(Runnable meanwhile) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            meanwhile.run();
            open.removeIf(this::hasEnded);
            return open.isEmpty();
          });
    }

    private boolean hasEnded(SocketChannel socket) {
      try {
        return socket.read(received.get(all.indexOf(socket))) < 0;
      } catch (IOException e) {
        return true; // A reset is an end as well.
      }
    }

    List<String> received() {
      return received.stream()
          .map(buffer -> StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString())
          .toList();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel socket : all) {
        socket.close();
      }
    }
  }
}
