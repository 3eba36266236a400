package dev.tidewire.server.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.websocket.RecordingHandler;
import dev.tidewire.server.websocket.WireCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of RFC 6455 once more, over a socket and through Undertow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WireRulesSocketTest {
  private final EchoServer server = new EchoServer();

  @BeforeAll
  void acceptsNothingYet() {
    assertThat(server.connections()).isZero();
  }

  @AfterAll
  void stop() {
    await().untilAsserted(() -> assertThat(server.connections()).isZero());
    server.close();
  }

  @ParameterizedTest
  @MethodSource("dev.tidewire.server.websocket.WireCase#all")
  void holdsOverASocket(WireCase wire) throws Exception {
    try (RawClient client = RawClient.open(server.port())) {
      client.send(wire.bytes());
      String expected = wire.out().replace(" ", "");
      assertThat(client.readHex(expected.length() / 2)).isEqualTo(expected);
      client.endOutput();
      assertThat(client.readHexToEnd()).isEmpty();
    }
    RecordingHandler handler = requireNonNull(server.takeHandler());
    List<String> events = new ArrayList<>();
    await()
        .untilAsserted(() -> {
          events.addAll(handler.takeEvents());
          assertThat(events).isEqualTo(wire.events());
        });
  }
}
