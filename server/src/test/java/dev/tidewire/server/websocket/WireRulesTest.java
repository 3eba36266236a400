package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireRulesTest {
  private final LoopHarness harness = new LoopHarness();
  private final AtomicReference<RecordingHandler> handler = new AtomicReference<>();

  @ParameterizedTest
  @MethodSource("dev.tidewire.server.websocket.WireCase#all")
  void holdsWhenTheBytesArriveAtOnce(WireCase wire) {
    FakePeer peer = connect();
    peer.send(wire.bytes());
    check(wire, peer);
  }

  @ParameterizedTest
  @MethodSource("dev.tidewire.server.websocket.WireCase#all")
  void holdsWhenTheBytesArriveOneByOne(WireCase wire) {
    FakePeer peer = connect();
    for (byte one : wire.bytes()) {
      peer.send(new byte[] {one});
    }
    check(wire, peer);
  }

  private FakePeer connect() {
    return harness.connect(connection -> {
      handler.set(new RecordingHandler(connection));
      return handler.get();
    });
  }

  private void check(WireCase wire, FakePeer peer) {
    assertThat(peer.received()).isEqualTo(wire.out().replace(" ", ""));
    if (!peer.isCut()) {
      peer.vanish();
    }
    assertThat(handler.get().takeEvents()).isEqualTo(wire.events());
    assertThat(peer.isCut()).isTrue();
  }
}
