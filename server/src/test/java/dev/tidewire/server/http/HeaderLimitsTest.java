package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.LoopHarness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a socket whose first header is too large, too slow, wrong or never comes. */
final class HeaderLimitsTest {
  private static final int MOST = 1024;
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Duration HASTY = Duration.ofMillis(300);

  private EchoServer server = server(PATIENT);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void takesTheLargestHeaderAndRefusesOneByteMore() throws Exception {
    assertThat(answer(requestOf(MOST))).startsWith("HTTP/1.1 101 ");
    assertThat(failures("too_large")).isZero();

    assertThat(answer(requestOf(MOST + 1)))
        .startsWith("HTTP/1.1 431 ")
        .contains("Connection: close\r\n");
    assertThat(failures("too_large")).isEqualTo(1);
  }

  @Test
  void takesTheLargestHeaderInPiecesAndRefusesOneByteMore() throws Exception {
    assertThat(answer(requestOf(MOST).split("(?<=\n)"))).startsWith("HTTP/1.1 101 ");
    assertThat(answer(requestOf(MOST + 1).split("(?<=\n)"))).startsWith("HTTP/1.1 431 ");
    assertThat(failures("too_large")).isEqualTo(1);
  }

  /** What is unread when a socket closes would reset it, and the answer would be lost. */
  @Test
  void tellsAlsoAClientThatIsStillSendingAVeryLargeHeader() throws Exception {
    assertThat(answer(requestOf(200_000))).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void countsTheHeaderAloneAndNotWhatComesWithIt() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(requestOf(MOST) + latin(ClientFrames.text("x".repeat(2000))));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readHex(4)).isEqualTo("817e07d0");
    }
  }

  /** The frame behind the header comes in the piece that completes it, and is not lost. */
  @Test
  void readsWhatComesWithTheLastPiece() throws Exception {
    String request = RawClient.handshakeRequest("");
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < request.length() - 1; i++) {
        client.send(request.substring(i, i + 1));
      }
      client.send("\n" + latin(ClientFrames.text("early")));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readHex(7)).isEqualTo("81056561726c79");
    }
  }

  @Test
  void cutsAHeaderThatDoesNotComeInTime() throws Exception {
    restart(HASTY);
    try (RawClient slow = new RawClient(server.port())) {
      slow.send("GET /ws HTTP/1.1\r\nHost: localh");
      assertThat(slow.readHead()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
      assertThat(slow.readHexToEnd()).isEmpty();
    }
    assertThat(failures("too_slow")).isEqualTo(1);
  }

  @Test
  void cutsASocketThatSaysNothingAndTellsItNothing() throws Exception {
    restart(HASTY);
    try (RawClient silent = new RawClient(server.port())) {
      assertThat(silent.readHexToEnd()).isEmpty();
    }
    assertThat(failures("silent")).isEqualTo(1);
  }

  /** What a socket did in time does not count against it later. */
  @Test
  void keepsASocketWhoseHeaderCameInTime() throws Exception {
    restart(HASTY);
    try (RawClient client = new RawClient(server.port());
        RawClient silent = new RawClient(server.port())) {
      String request = RawClient.handshakeRequest("");
      client.send(request.substring(0, 20));
      client.send(request.substring(20));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(silent.readHexToEnd()).isEmpty(); // the deadline is over
      client.send(ClientFrames.text("a"));
      assertThat(client.readHex(3)).isEqualTo("810161");
    }
    assertThat(failures("too_slow")).isZero();
  }

  @Test
  void countsWhoGaveUpInTheMiddleAndWhoOnlyLookedIn() throws Exception {
    try (RawClient quitter = new RawClient(server.port())) {
      quitter.send("GET /ws");
      quitter.endOutput();
      assertThat(quitter.readHexToEnd()).isEmpty();
    }
    new RawClient(server.port()).close();

    await().untilAsserted(() -> assertThat(failures("unused")).isEqualTo(1));
    assertThat(failures("gave_up")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001", // TLS
        "GET /ws HTTP/1.1\n",
        "\r\n\r\n",
        "GET /ws\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\n",
        "many headers"
      })
  void refusesWhatIsNoRequest(String sent) throws Exception {
    String many =
        "GET /ws HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(64) + "\r\n"; // one more than 64
    assertThat(answer(sent.equals("many headers") ? many : sent)).startsWith("HTTP/1.1 400 ");
    // Undertow answers what is whole and yet no header, before it is counted.
    await().untilAsserted(() -> assertThat(failures("malformed")).isEqualTo(1));
  }

  @Test
  void countsNothingForARequestThatIsRefusedForWhatItSays() throws Exception {
    assertThat(answer("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(failures("")).isZero();
  }

  private String answer(String... pieces) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      for (String piece : pieces) {
        client.send(piece);
      }
      return client.readHead();
    }
  }

  /** A correct handshake with a header of so many bytes. */
  private static String requestOf(int bytes) {
    int room = bytes - RawClient.handshakeRequest("X: \r\n").length();
    return RawClient.handshakeRequest("X: " + "x".repeat(room) + "\r\n");
  }

  private double failures(String reason) {
    return server.metric("tidewire_http_headers_failed_total{reason=\"" + reason);
  }

  private void restart(Duration headerTimeout) {
    server.close();
    server = server(headerTimeout);
  }

  private static EchoServer server(Duration headerTimeout) {
    return new EchoServer(
        EchoServer.OPEN,
        LoopHarness.quietOptions(),
        new RequestLimits(MOST, headerTimeout, PATIENT, PATIENT));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
