package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateNegotiationTest {
  private static final String PLAIN =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final String WITH_WINDOW = PLAIN + "; server_max_window_bits=15";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=8",
        "permessage-deflate; client_max_window_bits=15",
        "permessage-deflate; client_max_window_bits=\"10\"",
        "permessage-deflate; client_max_window_bits=\"1\\0\"",
        "permessage-deflate; client_no_context_takeover",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate;server_no_context_takeover;client_max_window_bits=9",
        " permessage-deflate\t;  client_max_window_bits = 9 ",
        ", permessage-deflate,",
        "x-webkit-deflate-frame, permessage-deflate",
        "other; a=1; b=\"2\", permessage-deflate; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate; client_no_context_takeover",
      })
  void agrees(String offers) {
    assertThat(DeflateNegotiation.answer(List.of(offers))).contains(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=\"15\"; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=15",
        // The client prefers the first.
        "permessage-deflate; server_max_window_bits=15, permessage-deflate",
      })
  void repeatsTheWindowOfTheOfferThatItTakes(String offers) {
    assertThat(DeflateNegotiation.answer(List.of(offers))).contains(WITH_WINDOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "other",
        "permessage-deflat",
        "Permessage-Deflate",
        "permessage-bzip2",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; server_max_window_bits=x",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=+9",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover=true",
        "permessage-deflate; unknown",
        "permessage-deflate; unknown=15",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=9; client_max_window_bits=10",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        // Malformed: nothing of such a header is taken.
        "permessage-deflate;",
        "permessage-deflate; ; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"10",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; client_max_window_bits=\"1 0\"",
        "permessage-deflate; client_max_window_bits=\"10\\",
        "permessage-deflate client_max_window_bits",
        "permessage-deflate; client_max_window_bits=10 11",
        "permessage-deflate, other; =",
        "permessage-deflate\u00e4",
      })
  void declines(String offers) {
    assertThat(DeflateNegotiation.answer(List.of(offers))).isEmpty();
  }

  @Test
  void readsSeveralHeadersAsOneList() {
    assertThat(
            DeflateNegotiation.answer(
                List.of("permessage-deflate; server_max_window_bits=9", "permessage-deflate")))
        .contains(PLAIN);
    assertThat(DeflateNegotiation.answer(List.of())).isEmpty();
  }
}
