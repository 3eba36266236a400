package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.http.HeaderEnd.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderEndTest {
  private static final String HEADER = "GET /ws HTTP/1.1\r\nHost: a\r\nX-Tab:\tb \u00e9\r\n\r\n";

  /** Wherever the bytes are cut in three, the end is found at the same place. */
  @Test
  void findsTheEndInAnyPieces() {
    String read = HEADER + "\r\n\r\n\u0000 not of the header";
    for (int first = 0; first <= read.length(); first++) {
      for (int second = first; second <= read.length(); second++) {
        HeaderEnd end = new HeaderEnd();
        Found found = end.scan(bytes(read.substring(0, first)));
        if (found == Found.NOT_YET) {
          found = end.scan(bytes(read.substring(first, second)));
        }
        if (found == Found.NOT_YET) {
          found = end.scan(bytes(read.substring(second)));
        }
        assertThat(found).as("%d, %d", first, second).isEqualTo(Found.WHOLE);
        assertThat(end.length()).isEqualTo(HEADER.length());
      }
    }
  }

  @Test
  void waitsForEveryByteOfAHeader() {
    for (int length = 0; length < HEADER.length(); length++) {
      HeaderEnd end = new HeaderEnd();
      assertThat(end.scan(bytes(HEADER.substring(0, length)))).isEqualTo(Found.NOT_YET);
      assertThat(end.length()).isEqualTo(length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "GET / HTTP/1.1\n",
        "GET / HTTP/1.1\r\n\n",
        "GET / HTTP/1.1\r\r",
        "GET / HTTP/1.1\rHost",
        "GET / HTTP/1.1\r\n\rHost",
        "GET /\u0000",
        "GET /\u007f",
        "\u0016\u0003\u0001"
      })
  void knowsWhatWillNeverBeAHeader(String read) {
    assertThat(new HeaderEnd().scan(bytes(read))).isEqualTo(Found.MALFORMED);
  }

  @Test
  void leavesWhatItReadsWhereItIs() {
    ByteBuffer read = bytes(HEADER);
    assertThat(new HeaderEnd().scan(read)).isEqualTo(Found.WHOLE);
    assertThat(read).isEqualTo(bytes(HEADER));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
