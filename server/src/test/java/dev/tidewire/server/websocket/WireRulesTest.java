package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireRulesTest {
  private final LoopHarness harness = new LoopHarness();
  private final RecordingHandler handler = new RecordingHandler();

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
    return harness.connect(handler::open);
  }

  private void check(WireCase wire, FakePeer peer) {
    assertThat(peer.received()).isEqualTo(wire.out().replace(" ", ""));
    if (!peer.isCut()) {
      peer.vanish();
    }
    assertThat(handler.takeEvents()).isEqualTo(wire.events());
    assertThat(peer.isCut()).isTrue();
  }
}
