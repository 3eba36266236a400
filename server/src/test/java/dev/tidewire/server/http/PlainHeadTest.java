package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainHeadTest {
  private static final String HOST = "Host: a\r\n";

  @Test
  void readsFieldsOfAnyCaseAndEachLineByItself() {
    PlainHead head =
        read("GET /ws HTTP/1.1\r\nHost:a\r\nx-List: one\r\nX-LIST:\t two \t\r\nEmpty:\r\n\r\n")
            .orElseThrow();
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.protocol()).isEqualTo("HTTP/1.1");
    assertThat(head.values("X-List")).containsExactly("one", "two");
    assertThat(head.values("empty")).containsExactly("");
    assertThat(head.values("none")).isEmpty();
    assertThat(head.hasBody()).isFalse();
  }

  @Test
  void leavesTheBytesWhereTheyAre() {
    ByteBuffer bytes = bytes("GET /ws HTTP/1.1\r\n" + HOST + "\r\n");
    assertThat(PlainHead.read(bytes, "/ws")).isPresent();
    assertThat(bytes.position()).isZero();
    assertThat(PlainHead.read(bytes, "/ws")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws", "/ws?", "/ws?a=b&c=%20d", "/ws?-._~!$&'()*+,;=:@/?"})
  void takesThePathWithAnyQuery(String target) {
    assertThat(read("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /ws HTTP/1.1",
        "get /ws HTTP/1.1",
        "GET /ws HTTP/1.0",
        "GET /ws HTTP/1.1 ",
        "GET  /ws HTTP/1.1",
        "GET /ws  HTTP/1.1",
        "GET\t/ws HTTP/1.1",
        "GET /ws",
        "GET HTTP/1.1",
        "GET",
        "",
        "GET /w HTTP/1.1",
        "GET /wss HTTP/1.1",
        "GET /ws/ HTTP/1.1",
        "GET /ws;a HTTP/1.1",
        "GET /%77s HTTP/1.1",
        "GET //ws HTTP/1.1",
        "GET /ws#a HTTP/1.1",
        "GET /ws?a#b HTTP/1.1",
        "GET /ws?a b HTTP/1.1",
        "GET /ws?\u00e4 HTTP/1.1",
        "GET /ws?<a> HTTP/1.1",
        "GET http://a/ws HTTP/1.1"
      })
  void leavesEveryOtherRequestLine(String line) {
    assertThat(read(line + "\r\n" + HOST + "\r\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: \r\n",
        HOST + HOST,
        HOST + "A\r\n",
        HOST + "A : b\r\n",
        HOST + ": b\r\n",
        HOST + " folded: b\r\n",
        HOST + "A: b\r\n\tfolded\r\n",
        HOST + "A(: b\r\n",
        HOST + "\u00e4: b\r\n",
        HOST + "A: \u00e4\r\n",
        HOST + "A: b\u0000\r\n",
        HOST + "A: b\u007f\r\n",
        HOST + "A: b\nC: d\r\n",
        HOST + "A: b\rC: d\r\n",
        HOST + "\r\nA: b\r\n",
        HOST + "Content-Length: 0\r\n",
        HOST + "content-length: 1\r\n",
        HOST + "Transfer-Encoding: chunked\r\n",
        HOST + "Expect: 100-continue\r\n",
        HOST + "Trailer: a\r\n",
        HOST + "TE: trailers\r\n"
      })
  void leavesEveryDoubtfulHeader(String fields) {
    assertThat(read("GET /ws HTTP/1.1\r\n" + fields + "\r\n")).isEmpty();
  }

  @Test
  void takesAsManyFieldsAsUndertowAndLeavesOneMore() {
    String most = HOST + "A: b\r\n".repeat(ServerOptions.MAX_HEADERS - 1);
    assertThat(read("GET /ws HTTP/1.1\r\n" + most + "\r\n")).isPresent();
    assertThat(read("GET /ws HTTP/1.1\r\n" + most + "A: b\r\n\r\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /ws HTTP/1.1\r\nHost: a\r\n", "\r\n\r\n", "\r\n", ""})
  void leavesWhatIsNotWhole(String header) {
    assertThat(read(header)).isEmpty();
  }

  private static Optional<PlainHead> read(String header) {
    return PlainHead.read(bytes(header), "/ws");
  }

  private static ByteBuffer bytes(String header) {
    return ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1));
  }
}
