package dev.tidewire.server.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.ConnectionOptions;
import dev.tidewire.server.websocket.LoopHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each limit from both sides, with its close code and its metric, over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LimitsTest {
  private final EchoServer server = new EchoServer();

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void takesTheLongestMessageAndRefusesOneByteMore() throws Exception {
    try (RawClient client = RawClient.open(server.port())) {
      byte[] longest = new byte[65_536];
      client.send(ClientFrames.frame(0x82, longest));
      assertThat(client.readHex(10 + 65_536)).startsWith("827f0000000000010000");
      expectClose(client, ClientFrames.frame(0x82, new byte[65_537]), 1009);
    }
  }

  @Test
  void takesTheLongestMessageInFragmentsAndRefusesOneByteMore() throws Exception {
    try (RawClient client = RawClient.open(server.port())) {
      client.send(ClientFrames.frame(0x02, new byte[60_000]));
      client.send(ClientFrames.frame(0x80, new byte[5_536]));
      assertThat(client.readHex(10 + 65_536)).startsWith("827f0000000000010000");
      client.send(ClientFrames.frame(0x02, new byte[60_000]));
      expectClose(client, ClientFrames.frame(0x80, new byte[5_537]), 1009);
    }
  }

  @Test
  void takesTheMostFragmentsAndRefusesOneMore() throws Exception {
    try (RawClient client = RawClient.open(server.port())) {
      client.send(emptyFragments(1023));
      client.send(ClientFrames.frame(0x80, new byte[0]));
      assertThat(client.readHex(2)).isEqualTo("8200");
      expectClose(client, emptyFragments(1025), 1009);
    }
  }

  @Test
  void takesTheMostControlFramesAndRefusesOneMore() throws Exception {
    double before = server.metric("tidewire_control_floods_total");
    try (RawClient client = RawClient.open(server.port())) {
      ByteArrayOutputStream pongs = new ByteArrayOutputStream();
      for (int i = 0; i < 300; i++) {
        pongs.writeBytes(ClientFrames.frame(0x8A, new byte[0]));
      }
      client.send(pongs.toByteArray());
      client.send(ClientFrames.text("a"));
      assertThat(client.readHex(3)).isEqualTo("810161");
      client.send(ClientFrames.frame(0x8A, new byte[0]));
      assertThat(client.readHexToEnd()).startsWith("881903f0");
    }
    assertThat(server.metric("tidewire_control_floods_total")).isEqualTo(before + 1);
  }

  @Test
  void cutsAPeerThatIsSilentAndKeepsOneThatAnswers() throws Exception {
    ConnectionOptions hasty = LoopHarness.options(Duration.ofMillis(300), Duration.ofMillis(300));
    try (EchoServer own = new EchoServer(EchoServer.OPEN, hasty, EchoServer.LIMITS);
        RawClient silent = RawClient.open(own.port());
        RawClient lively = RawClient.open(own.port())) {
      for (int i = 0; i < 6; i++) {
        assertThat(lively.readHex(6)).isEqualTo("890081027b7d");
        lively.send(ClientFrames.frame(0x8A, new byte[0]));
      }
      assertThat(silent.readHexToEnd()).startsWith("890081027b7d").doesNotContain("88");
      assertThat(own.metric("tidewire_connections ")).isEqualTo(1);
      assertThat(
              own.metric("tidewire_connections_closed_total{cause=\"peer_silent\",code=\"1006\"}"))
          .isEqualTo(1);
    }
  }

  /** The neighbours of a client that never reads are served as if it were not there. */
  @Test
  void closesAClientThatNeverReadsAndServesItsNeighbours() throws Exception {
    try (EchoServer own = new EchoServer();
        RawClient stuck = RawClient.open(own.port());
        RawClient neighbour = RawClient.open(own.port())) {
      byte[] large = ClientFrames.frame(0x82, new byte[60_000]);
      Thread flood = Thread.ofPlatform().start(() -> sendUntilCut(stuck, large));
      while (own.metric("tidewire_slow_consumers_total{bound=\"bytes\"}") == 0) {
        neighbour.send(ClientFrames.text("a"));
        assertThat(neighbour.readHex(3)).isEqualTo("810161");
        assertThat(own.metric("tidewire_queued_bytes")).isLessThan(2 * 1024 * 1024);
      }
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(own.connections()).isEqualTo(1));
      await().untilAsserted(() -> assertThat(own.metric("tidewire_queued_bytes")).isZero());
      flood.join();
      requireNonNull(own.takeHandler());
    }
  }

  private static void sendUntilCut(RawClient client, byte[] message) {
    try {
      for (int i = 0; i < 10_000; i++) {
        client.send(message);
      }
    } catch (IOException e) {
      // The server has cut the connection, which ends the flood.
    }
  }

  private void expectClose(RawClient client, byte[] tooMuch, int code) throws IOException {
    String metric = "tidewire_protocol_errors_total{code=\"" + code + "\"}";
    double before = server.metric(metric);
    client.send(tooMuch);
    client.endOutput();
    String close = client.readHexToEnd();
    assertThat(close).startsWith("88");
    assertThat(close.substring(4, 8)).isEqualTo(HexFormat.of().toHexDigits((short) code));
    assertThat(server.metric(metric)).isEqualTo(before + 1);
  }

  private static byte[] emptyFragments(int count) {
    ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      fragments.writeBytes(ClientFrames.frame(i == 0 ? 0x02 : 0x00, new byte[0]));
    }
    return fragments.toByteArray();
  }
}
