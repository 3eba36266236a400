package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LivenessTest {
  private static final String HEARTBEAT = "890081027b7d";

  private final LoopHarness harness = new LoopHarness();
  private RecordingHandler handler = new RecordingHandler();

  @Test
  void sendsAPingAndAMessageEachInterval() {
    FakePeer peer = connect();
    assertThat(untilFirstHeartbeat(peer))
        .isLessThanOrEqualTo(Duration.ofSeconds(25).plusMillis(200));
    harness.advance(Duration.ofMillis(50));
    for (int i = 0; i < 10; i++) {
      peer.sendHex("8a80 00000000");
      harness.advance(Duration.ofSeconds(25));
      assertThat(peer.received()).as("interval %d", i).isEqualTo(HEARTBEAT);
    }
    assertThat(harness.metric("tidewire_heartbeats_sent_total")).isEqualTo(11);
  }

  /** The first one comes at a random time. */
  private Duration untilFirstHeartbeat(FakePeer peer) {
    Duration passed = Duration.ZERO;
    String received = "";
    while (received.isEmpty() && passed.toSeconds() < 60) {
      harness.advance(Duration.ofMillis(100));
      passed = passed.plusMillis(100);
      received = peer.received();
    }
    assertThat(received).isEqualTo(HEARTBEAT);
    return passed;
  }

  @Test
  void spreadsTheFirstHeartbeats() {
    Set<Integer> seconds = new HashSet<>();
    FakePeer[] peers = new FakePeer[100];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = connect();
    }
    for (int second = 0; second <= 25; second++) {
      harness.advance(Duration.ofSeconds(1));
      for (FakePeer peer : peers) {
        if (!peer.transport().takeWritten().isEmpty()) {
          seconds.add(second);
        }
      }
    }
    assertThat(seconds).hasSizeGreaterThan(15);
  }

  @Test
  void cutsAPeerThatIsSilentForTheIntervalAndThePongTimeout() {
    FakePeer peer = connect();
    harness.advance(Duration.ofMillis(34_900));
    assertThat(peer.isCut()).isFalse();
    harness.advance(Duration.ofMillis(300));
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 1006 peer_silent");
  }

  @Test
  void takesAnyByteForASignOfLife() {
    FakePeer peer = connect();
    byte[] slow = ClientFrames.text("one byte every half minute");
    for (byte one : slow) {
      harness.advance(Duration.ofSeconds(30));
      peer.send(new byte[] {one});
    }
    assertThat(peer.isCut()).isFalse();
    assertThat(handler.takeEvents()).containsExactly("text one byte every half minute");
  }

  @Test
  void doesNotTakeItsOwnSilenceForThePeers() {
    FakePeer peer = connect();
    peer.connection().suspendReads();
    harness.advance(Duration.ofMinutes(5));
    assertThat(peer.isCut()).isFalse();
    peer.connection().resumeReads();
    harness.advance(Duration.ofMinutes(1));
    assertThat(peer.isCut()).isTrue();
  }

  /** After a long pause of the process, timers run before the sockets are read. */
  @Test
  void looksIntoTheSocketBeforeItCallsAPeerSilent() {
    FakePeer peer = connect();
    peer.transport().arrive(ClientFrames.text("sent during the pause"));
    harness.advance(Duration.ofSeconds(36));
    assertThat(peer.isCut()).isFalse();
    assertThat(handler.takeEvents()).containsExactly("text sent during the pause");
  }

  @Test
  void leavesNothingInTheWheelWhenAllAreGone() {
    FakePeer peer = connect();
    peer.connection().terminate();
    harness.advance(Duration.ofSeconds(1));
    int before = harness.thread().executedTasks();
    harness.advance(Duration.ofMinutes(10));
    assertThat(harness.thread().executedTasks()).isEqualTo(before);
  }

  private FakePeer connect() {
    handler = new RecordingHandler();
    return harness.connect(handler::open);
  }
}
