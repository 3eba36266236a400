package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.LoopHarness;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Opening handshakes that Undertow never sees, beside the same ones on a port where it sees all of
 * them. It dates its answers, which tells the two apart.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DirectUpgradeTest {
  private static final int MUTATIONS = 1000;

  /** What a mutation puts into a request: the bytes that parsers disagree about. */
  private static final List<String> SNIPPETS =
      List.of(
          " ",
          "\t",
          "\r\n",
          "\n",
          "\r",
          ":",
          ",",
          ";",
          "\u0000",
          "\u007f",
          "\u0080",
          "%00",
          "/",
          "?",
          "#",
          "\"",
          "a",
          "A",
          "0",
          "Host: b\r\n",
          "Content-Length: 0\r\n",
          "HTTP/1.1",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Upgrade",
          "websocket",
          "Expect: 100-continue\r\n",
          "Origin: null\r\n",
          "Sec-WebSocket-Version: 13\r\n");

  private final EchoServer direct = new EchoServer();
  private final EchoServer undertow = EchoServer.withoutDirectUpgrades();

  @AfterAll
  void stop() {
    direct.close();
    undertow.close();
  }

  @Test
  void takesAnOrdinaryHandshakeAndNothingBehindIt() throws Exception {
    String request = RawClient.handshakeRequest("");
    assertThat(answer(direct, request)).startsWith("HTTP/1.1 101 ").doesNotContain("Date: ");
    assertThat(answer(undertow, request)).startsWith("HTTP/1.1 101 ").contains("Date: ");
    assertThat(answer(direct, request + "\u0081\u0080\u0000\u0000\u0000\u0000"))
        .startsWith("HTTP/1.1 101 ")
        .contains("Date: ");
  }

  @Test
  void saysTheSameAsUndertow() throws Exception {
    String request =
        RawClient.handshakeRequest(
            "Origin: http://localhost\r\nSec-WebSocket-Protocol: tidewire.v1\r\n");
    assertThat(answer(direct, request).split("\r\n"))
        .containsExactlyInAnyOrder(
            answer(undertow, request).replaceFirst("Date: [^\r]*\r\n", "").split("\r\n"));
  }

  @Test
  void agreesOnCompressionAsUndertowDoes() throws Exception {
    String request =
        RawClient.handshakeRequest(
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
    try (EchoServer compressing =
            new EchoServer(EchoServer.COMPRESSING, LoopHarness.quietOptions(), EchoServer.LIMITS);
        RawClient client = new RawClient(compressing.port())) {
      client.send(request);
      assertThat(client.readHead())
          .doesNotContain("Date: ")
          .contains("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;");
      String message = "again ".repeat(100);
      client.send(ClientFrames.compressedText(message));
      assertThat(client.readHex(1)).isEqualTo("c1");
      // With a frame behind it, which leaves it to Undertow.
      assertThat(answer(compressing, request + "\u0081\u0080\u0000\u0000\u0000\u0000"))
          .contains("Date: ")
          .contains("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;");
    }
  }

  @Test
  void takesAHandshakeThatComesInPieces() throws Exception {
    String request = RawClient.handshakeRequest("");
    try (RawClient client = new RawClient(direct.port())) {
      client.send(request.substring(0, 30));
      client.send(request.substring(30));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      client.send(ClientFrames.text("a"));
      assertThat(client.readHex(3)).isEqualTo("810161");
    }
  }

  /** A seed that fails stands in the assertion; put it here and it fails again. */
  @Test
  void agreesWithUndertowOnWhateverIsSent() throws Exception {
    String request =
        RawClient.handshakeRequest(
            "Origin: http://localhost\r\nSec-WebSocket-Protocol: tidewire.v1\r\n");
    int accepted = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      String mutated = mutate(request, new Random(seed));
      String status = status(direct, mutated);
      assertThat(status).as("seed %d: %s", seed, mutated).isEqualTo(status(undertow, mutated));
      accepted += status.equals("101") ? 1 : 0;
    }
    assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  private static String mutate(String request, Random random) {
    StringBuilder mutated = new StringBuilder(request);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        case 1 -> mutated.deleteCharAt(at);
        default -> mutated.setCharAt(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())).charAt(0));
      }
    }
    return mutated.toString();
  }

  private static String answer(EchoServer server, String request) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request);
      return client.readHead();
    }
  }

  /** Of a request after which nothing comes; empty when that makes no whole header. */
  private static String status(EchoServer server, String request) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request);
      client.endOutput();
      String head = client.readHead();
      return head.length() < 12 ? "" : head.substring(9, 12);
    }
  }
}
