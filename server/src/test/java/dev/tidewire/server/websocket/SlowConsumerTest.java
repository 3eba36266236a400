package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class SlowConsumerTest {
  private static final String CLOSE_4001 =
      "880f0fa1" + HexFormat.of().formatHex("slow_consumer".getBytes(StandardCharsets.US_ASCII));

  private final LoopHarness harness = new LoopHarness();
  private final Frame kilobyte = Frame.text(new byte[1020]);
  private RecordingHandler handler = new RecordingHandler();

  @Test
  void keepsAPeerWhoseQueueIsJustFull() {
    FakePeer peer = stalled();
    fill(peer, 1024);
    assertThat(peer.connection().queuedBytes()).isEqualTo(1024 * 1024);
    assertThat(peer.connection().isOpen()).isTrue();
    assertThat(harness.metric("tidewire_slow_consumers_total")).isZero();
  }

  @Test
  void closesAPeerWhoseQueueOverflowsAndFreesTheQueueAtOnce() {
    FakePeer peer = stalled();
    fill(peer, 1025);
    assertThat(peer.connection().isOpen()).isFalse();
    assertThat(peer.connection().queuedBytes()).isEqualTo(17);
    assertThat(harness.metric("tidewire_slow_consumers_total{bound=\"bytes\"}")).isEqualTo(1);
    peer.takeAll();
    assertThat(peer.received()).isEqualTo(CLOSE_4001);
    harness.advance(Duration.ofMillis(5200));
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 4001 slow_consumer");
    harness.advance(Duration.ofSeconds(1));
    assertThat(harness.metric("tidewire_queued_bytes")).isZero();
  }

  @Test
  void finishesAFrameThatHasBegunBeforeItsClose() {
    FakePeer peer = connect();
    peer.transport().takeOnly(10);
    peer.connection().send(kilobyte);
    harness.runUntilIdle();
    fill(peer, 1025);
    assertThat(peer.connection().isOpen()).isFalse();
    peer.takeAll();
    assertThat(peer.received()).hasSize(2 * (1024 + 17)).endsWith(CLOSE_4001);
  }

  @Test
  void closesAPeerWhoseQueueMakesNoProgress() {
    FakePeer peer = stalled();
    peer.connection().send(kilobyte);
    harness.advance(Duration.ofMillis(9900));
    assertThat(peer.connection().isOpen()).isTrue();
    harness.advance(Duration.ofMillis(300));
    assertThat(peer.connection().isOpen()).isFalse();
    assertThat(harness.metric("tidewire_slow_consumers_total{bound=\"age\"}")).isEqualTo(1);
  }

  @Test
  void keepsAPeerWhoseQueueMakesProgress() {
    FakePeer peer = stalled();
    fill(peer, 10);
    for (int i = 0; i < 20; i++) {
      harness.advance(Duration.ofSeconds(9));
      peer.take(100);
      peer.sendHex("8a80 00000000");
    }
    assertThat(peer.connection().isOpen()).isTrue();
    assertThat(peer.connection().queuedBytes()).isEqualTo(10 * 1024 - 20 * 100);
  }

  @Test
  void triesNoWriteWhileTheSocketTakesNothing() {
    FakePeer peer = stalled();
    fill(peer, 1);
    harness.runUntilIdle();
    int before = peer.transport().writes;
    fill(peer, 500);
    harness.runUntilIdle();
    assertThat(peer.transport().writes).isEqualTo(before);
  }

  /** What one tick sends may be more than the bound, as long as the socket takes it. */
  @Test
  void writesBetweenMessagesWhenATickSendsMoreThanTheBound() {
    FakePeer peer = connect();
    peer.transport().forgetWritten();
    fill(peer, 5000);
    assertThat(peer.connection().isOpen()).isTrue();
    harness.runUntilIdle();
    while (peer.connection().queuedBytes() > 0) {
      peer.takeAll();
    }
    harness.advance(Duration.ofMillis(200));
    assertThat(harness.metric("tidewire_bytes_sent_total")).isEqualTo(5000 * 1024);
    assertThat(harness.metric("tidewire_queued_bytes")).isZero();
  }

  @Test
  void tellsTheHandlerWhenAStalledQueueIsEmptyAgain() {
    FakePeer peer = stalled();
    fill(peer, 3);
    harness.runUntilIdle();
    peer.take(1500);
    assertThat(handler.takeEvents()).isEmpty();
    peer.takeAll();
    assertThat(handler.takeEvents()).containsExactly("drained");
    assertThat(peer.transport().writesResumed).isFalse();
    peer.connection().send(kilobyte);
    harness.runUntilIdle();
    assertThat(handler.takeEvents()).isEmpty();
  }

  @Test
  void staysResumedUntilTheTransportHasFlushed() {
    FakePeer peer = connect();
    peer.transport().setFlushes(false);
    peer.connection().send(kilobyte);
    harness.runUntilIdle();
    assertThat(peer.transport().writesResumed).isTrue();
    peer.transport().setFlushes(true);
    peer.takeAll();
    assertThat(peer.transport().writesResumed).isFalse();
  }

  @Test
  void keepsOnlyTheNewestPongForAPeerThatDoesNotRead() {
    FakePeer peer = stalled();
    fill(peer, 1);
    for (int i = 0; i < 200; i++) {
      peer.sendHex("8981 00000000" + HexFormat.of().toHexDigits((byte) i));
    }
    assertThat(peer.connection().queuedBytes()).isLessThanOrEqualTo(1024 + 2 * 3);
    peer.takeAll();
    assertThat(peer.received())
        .startsWith("8a01c7" + "8a0100" + "817e03fc")
        .hasSize(2 * (1024 + 6));
  }

  @Test
  void keepsAPeerThatSendsJustAsManyControlFramesAsItMay() {
    FakePeer peer = connect();
    pong(peer, 299);
    harness.advance(Duration.ofSeconds(30));
    pong(peer, 1);
    assertThat(peer.connection().isOpen()).isTrue();
    harness.advance(Duration.ofSeconds(31));
    pong(peer, 300);
    assertThat(peer.connection().isOpen()).isTrue();
    assertThat(harness.metric("tidewire_control_floods_total")).isZero();
  }

  @Test
  void closesAPeerThatFloodsItWithControlFrames() {
    FakePeer peer = connect();
    pong(peer, 301);
    assertThat(peer.received()).startsWith("881903f0");
    assertThat(harness.metric("tidewire_control_floods_total")).isEqualTo(1);
    peer.vanish();
    assertThat(handler.takeEvents()).containsExactly("closed 1008 control_flood");
  }

  /** The budget is a connection's own. */
  @Test
  void keepsManyPeersThatTogetherSendManyControlFrames() {
    FakePeer[] peers = new FakePeer[50];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = connect();
      pong(peers[i], 100);
    }
    assertThat(peers).allMatch(peer -> peer.connection().isOpen());
  }

  private static void pong(FakePeer peer, int count) {
    for (int i = 0; i < count; i++) {
      peer.sendHex("8a80 00000000");
    }
  }

  private void fill(FakePeer peer, int frames) {
    for (int i = 0; i < frames; i++) {
      peer.connection().send(kilobyte);
    }
  }

  /** A peer whose socket takes nothing. */
  private FakePeer stalled() {
    FakePeer peer = connect();
    peer.transport().takeOnly(0);
    return peer;
  }

  private FakePeer connect() {
    handler = new RecordingHandler();
    return harness.connect(handler::open);
  }
}
