package dev.tidewire.server.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.Compression;
import dev.tidewire.server.websocket.LoopHarness;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandshakeTest {
  private static final String MARK = "reflected-if-seen";

  private final EchoServer server = new EchoServer();

  @AfterAll
  void stop() {
    server.close();
  }

  /** A request that differs from a correct one, and what it gets. */
  record Refused(String what, String from, String to, int status, String reason, String header) {
    @Override
    public String toString() {
      return what;
    }

    String request() {
      String request = RawClient.handshakeRequest("X-Mark: " + MARK + "\r\n");
      if (!request.contains(from)) {
        throw new IllegalStateException("The request has no " + from);
      }
      return request.replace(from, to);
    }
  }

  static Stream<Refused> refused() {
    String key = "Sec-WebSocket-Key: " + RawClient.KEY + "\r\n";
    String end = "X-Mark";
    return Stream.of(
        no("POST", "GET ", "POST ", 405, "method", "Allow: GET"),
        no("HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 400, "not_an_upgrade"),
        no("no Upgrade", "Upgrade: websocket\r\n", "", 400, "not_an_upgrade"),
        no("Upgrade to h2c", "Upgrade: websocket", "Upgrade: h2c", 400, "not_an_upgrade"),
        no(
            "Upgrade: websockets",
            "Upgrade: websocket",
            "Upgrade: websockets",
            400,
            "not_an_upgrade"),
        no("no Connection", "Connection: Upgrade\r\n", "", 400, "not_an_upgrade"),
        no(
            "Connection: keep-alive",
            "Connection: Upgrade",
            "Connection: keep-alive",
            400,
            "not_an_upgrade"),
        no("a body", end, "Content-Length: 3\r\n" + end, 400, "not_an_upgrade"),
        no("a chunked body", end, "Transfer-Encoding: chunked\r\n" + end, 400, "not_an_upgrade"),
        no("version 8", "Version: 13", "Version: 8", 426, "version", "Sec-WebSocket-Version: 13"),
        no(
            "version 130",
            "Version: 13",
            "Version: 130",
            426,
            "version",
            "Sec-WebSocket-Version: 13"),
        no(
            "no version",
            "Sec-WebSocket-Version: 13\r\n",
            "",
            426,
            "version",
            "Sec-WebSocket-Version: 13"),
        no("two versions", end, "Sec-WebSocket-Version: 13\r\n" + end, 426, "version"),
        no("no key", key, "", 400, "key"),
        no("two keys", key, key + key, 400, "key"),
        no("a key of 15 bytes", RawClient.KEY, "dGhlIHNhbXBsZSBub25j", 400, "key"),
        no("a key of 17 bytes", RawClient.KEY, "dGhlIHNhbXBsZSBub25jZXg=", 400, "key"),
        no("a key without padding", RawClient.KEY, "dGhlIHNhbXBsZSBub25jZQ", 400, "key"),
        no("a key that is not Base64", RawClient.KEY, "d*hlIHNhbXBsZSBub25jZQ==", 400, "key"),
        no("another origin", end, "Origin: https://evil.example\r\n" + end, 403, "origin"),
        no(
            "an origin that begins like ours",
            end,
            "Origin: http://localhost.evil.example\r\n" + end,
            403,
            "origin"),
        no("another port", end, "Origin: http://localhost:81\r\n" + end, 403, "origin"),
        no("another scheme", end, "Origin: ftp://localhost\r\n" + end, 403, "origin"),
        no("the null origin", end, "Origin: null\r\n" + end, 403, "origin"),
        no("an empty origin", end, "Origin: \r\n" + end, 403, "origin"),
        no(
            "two origins",
            end,
            "Origin: http://localhost\r\nOrigin: http://localhost\r\n" + end,
            403,
            "origin"),
        no(
            "an unknown subprotocol",
            end,
            "Sec-WebSocket-Protocol: " + MARK + "\r\n" + end,
            400,
            "subprotocol"),
        no(
            "a subprotocol of another case",
            end,
            "Sec-WebSocket-Protocol: Tidewire.v1\r\n" + end,
            400,
            "subprotocol"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses(Refused refused) throws Exception {
    String metric = "tidewire_handshakes_refused_total{reason=\"" + refused.reason() + "\"}";
    double before = server.metric(metric);
    try (RawClient client = new RawClient(server.port())) {
      client.send(refused.request());
      String head = client.readHead();
      assertThat(head).matches("(?s)HTTP/1\\.[01] " + refused.status() + " .*");
      assertThat(head).contains("Content-Length: 0\r\n").contains(refused.header());
      assertThat(head).doesNotContain(MARK).doesNotContain(RawClient.KEY).doesNotContain("evil");
    }
    assertThat(server.metric(metric)).isEqualTo(before + 1);
  }

  @Test
  void answersACorrectRequestWithTheseBytesAndNoMore() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          RawClient.handshakeRequest(
              "Sec-WebSocket-Protocol: other, tidewire.v1\r\nX-Mark: " + MARK + "\r\n"));
      String head = client.readHead();
      assertThat(head.replaceAll("Date: [^\r]*\r\n", "").split("\r\n"))
          .containsExactlyInAnyOrder(
              "HTTP/1.1 101 Switching Protocols",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
              "Sec-WebSocket-Protocol: tidewire.v1");
    }
  }

  @Test
  void agreesOnCompressionWhenItIsOnAndOffered() throws Exception {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    try (EchoServer compressing =
            new EchoServer(EchoServer.COMPRESSING, LoopHarness.quietOptions(), EchoServer.LIMITS);
        RawClient client = new RawClient(compressing.port());
        RawClient silent = new RawClient(compressing.port())) {
      client.send(RawClient.handshakeRequest(offer));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 ")
          .contains(
              "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                  + " client_no_context_takeover\r\n");
      assertThat(handshake(compressing).compression()).isEqualTo(Compression.DEFLATE);
      String message = "compressed ".repeat(100);
      client.send(ClientFrames.compressedText(message));
      assertThat(client.readHex(1)).isEqualTo("c1");
      byte[] payload =
          HexFormat.of().parseHex(client.readHex(Integer.parseInt(client.readHex(1), 16)));
      assertThat(new String(ClientFrames.inflate(payload), StandardCharsets.US_ASCII))
          .isEqualTo(message);

      silent.send(RawClient.handshakeRequest(""));
      assertThat(silent.readHead()).doesNotContain("Sec-WebSocket-Extensions");
      assertThat(handshake(compressing).compression()).isEqualTo(Compression.NONE);
      silent.send(ClientFrames.compressedText("not agreed on"));
      assertThat(silent.readHexToEnd()).startsWith("88").contains("03ea");
    }
  }

  @Test
  void agreesOnNoCompressionWhenItIsOff() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.handshakeRequest("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 ")
          .doesNotContain("Sec-WebSocket-Extensions");
    }
  }

  @Test
  void namesNoSubprotocolToAClientThatOffersNone() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.handshakeRequest(""));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 ")
          .doesNotContain("Sec-WebSocket-Protocol");
    }
  }

  @Test
  void acceptsListsAnyCaseAndTheSameOrigin() throws Exception {
    String request =
        RawClient.handshakeRequest("Origin: https://LOCALHOST\r\nContent-Length: 0\r\n")
            .replace("Upgrade: websocket", "UPGRADE: foo, WebSocket")
            .replace("Connection: Upgrade", "connection: keep-alive, UPGRADE")
            .replace("Host: localhost", "Host: localhost:443");
    try (RawClient client = new RawClient(server.port())) {
      client.send(request);
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void readsFramesThatWereSentTogetherWithTheRequest() throws Exception {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(RawClient.handshakeRequest("").getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(ClientFrames.text("early"));
    byte[] second = ClientFrames.text("later");
    request.write(second, 0, 4);
    try (RawClient client = new RawClient(server.port())) {
      client.send(request.toByteArray());
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readHex(7)).isEqualTo("81056561726c79");
      client.send(Arrays.copyOfRange(second, 4, second.length));
      assertThat(client.readHex(7)).isEqualTo("81056c61746572");
    }
  }

  @Test
  void acceptsTheOriginsOfItsListExactlyAndNoOther() throws Exception {
    UpgradeOptions options =
        new UpgradeOptions(
            Set.of("https://app.example:8443"),
            List.of("tidewire.v1"),
            Compression.NONE,
            10,
            Duration.ofSeconds(1));
    try (EchoServer listed =
        new EchoServer(options, LoopHarness.quietOptions(), EchoServer.LIMITS)) {
      assertThat(status(listed, "Origin: https://app.example:8443\r\n")).isEqualTo("101");
      assertThat(status(listed, "Origin: https://app.example\r\n")).isEqualTo("403");
      assertThat(status(listed, "Origin: http://app.example:8443\r\n")).isEqualTo("403");
      assertThat(status(listed, "Origin: https://localhost\r\n")).isEqualTo("403");
      assertThat(status(listed, "Origin: null\r\n")).isEqualTo("403");
      assertThat(status(listed, "")).isEqualTo("101");
    }
  }

  @Test
  void refusesConnectionsOverTheLimitUntilOneEnds() throws Exception {
    UpgradeOptions options =
        new UpgradeOptions(
            Set.of(), List.of("tidewire.v1"), Compression.NONE, 2, Duration.ofSeconds(7));
    try (EchoServer full = new EchoServer(options, LoopHarness.quietOptions(), EchoServer.LIMITS);
        RawClient first = RawClient.open(full.port());
        RawClient second = RawClient.open(full.port());
        RawClient third = new RawClient(full.port())) {
      third.send(RawClient.handshakeRequest(""));
      assertThat(third.readHead()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 7\r\n");
      assertThat(full.metric("tidewire_handshakes_refused_total{reason=\"full\"}")).isEqualTo(1);
      first.send(ClientFrames.close(1000));
      assertThat(first.readHexToEnd()).isEqualTo("880203e8");
      await().untilAsserted(() -> assertThat(full.connections()).isEqualTo(1));
      assertThat(third.readHexToEnd()).isEmpty();
      assertThat(status(full, "")).isEqualTo("101");
      second.endOutput();
      second.readHexToEnd();
    }
  }

  @Test
  void refusesAllWhenItIsLeavingButKeepsThoseThatAreOpen() throws Exception {
    try (EchoServer leaving = new EchoServer();
        RawClient earlier = RawClient.open(leaving.port())) {
      leaving.upgrade().refuseNew();
      assertThat(status(leaving, "")).isEqualTo("503");
      earlier.send(ClientFrames.text("a"));
      assertThat(earlier.readHex(3)).isEqualTo("810161");
    }
  }

  @Test
  void tellsTheEndpointTheBearerTokenAndNeverPrintsIt() throws Exception {
    try (EchoServer own = new EchoServer()) {
      assertThat(status(own, "Authorization: Bearer abc.def\r\n")).isEqualTo("101");
      Handshake handshake = handshake(own);
      assertThat(handshake.bearerToken()).contains("abc.def");
      assertThat(handshake.subprotocol()).isEqualTo("tidewire.v1");
      assertThat(handshake.toString()).doesNotContain("abc.def");
      assertThat(status(own, "Authorization: Basic abc\r\n")).isEqualTo("101");
      assertThat(handshake(own).bearerToken()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void outlivesTheTimeoutsOfHttp() throws Exception {
    Duration moment = Duration.ofMillis(200);
    RequestLimits hasty = new RequestLimits(16 * 1024, moment, moment, moment);
    try (EchoServer own = new EchoServer(EchoServer.OPEN, LoopHarness.quietOptions(), hasty);
        RawClient client = RawClient.open(own.port());
        RawClient silent = new RawClient(own.port())) {
      assertThat(silent.readHexToEnd()).isEmpty();
      client.send(ClientFrames.text("a"));
      assertThat(client.readHex(3)).isEqualTo("810161");
    }
  }

  /** The answer may arrive before the endpoint is told. */
  private static Handshake handshake(EchoServer server) {
    return requireNonNull(await().until(server::takeHandshake, Objects::nonNull));
  }

  private static String status(EchoServer server, String moreHeaders) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.handshakeRequest(moreHeaders));
      return client.readHead().substring(9, 12);
    }
  }

  private static Refused no(String what, String from, String to, int status, String reason) {
    return no(what, from, to, status, reason, "");
  }

  private static Refused no(
      String what, String from, String to, int status, String reason, String header) {
    return new Refused(what, from, to, status, reason, header);
  }
}
