package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.uring.Rings;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class SendingTest {
  /** Whatever the JDK and XNIO call their fields: without this, everybody would go one by one. */
  @Test
  void aConnectionOfARealPortIsSentToThroughTheIoUring() throws Exception {
    Rings.open(1, 1).close();
    try (EchoServer server = new EchoServer();
        RawClient client = RawClient.open(server.port())) {
      client.send(HexFormat.of().parseHex("8181" + "00000000" + "78"));
      assertThat(client.readHex(3)).isEqualTo("810178");
      await().until(() -> server.metric("tidewire_writes_batched_total ") == 1);
    }
  }
}
