package dev.tidewire.loadtest.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeTest {
  private static final Offer COMPRESSED = new Offer("", Compression.DEFLATE);

  @Test
  void offersCompressionOnlyWhenItIsAskedFor() {
    assertThat(request(COMPRESSED))
        .contains(
            "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                + " client_no_context_takeover\r\n")
        .endsWith("\r\n\r\n");
    assertThat(request(new Offer("tidewire.v1", Compression.NONE)))
        .contains("\r\nSec-WebSocket-Protocol: tidewire.v1\r\n")
        .doesNotContain("Extensions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover |",
        "permessage-deflate;server_no_context_takeover |",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=15 |",
        "permessage-deflate | the server would keep a context between messages",
        "permessage-deflate; server_no_context_takeover; client_max_window_bits=9 | the server answers an extension that was not offered",
        "x-webkit-deflate-frame | the server answers an extension that was not offered",
      })
  void takesNoAgreementButTheOneThatItOffered(String answer, @Nullable String problem) {
    assertThat(problem("Sec-WebSocket-Extensions: " + answer + "\r\n")).isEqualTo(problem);
  }

  @Test
  void saysThatTheServerDeclines() {
    assertThat(problem("")).isEqualTo("the server declines permessage-deflate");
  }

  private static String request(Offer offer) {
    return new String(upgrade(offer).request(), StandardCharsets.ISO_8859_1);
  }

  private static @Nullable String problem(String field) {
    return upgrade(COMPRESSED)
        .problemWith(
            "HTTP/1.1 101 Switching Protocols\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                + field
                + "\r\n");
  }

  /** With the key of RFC 6455, section 1.3. */
  private static Upgrade upgrade(Offer offer) {
    return new Upgrade(
        Endpoint.of("ws://localhost:1/", "ws", "/"), offer, "dGhlIHNhbXBsZSBub25jZQ==");
  }
}
