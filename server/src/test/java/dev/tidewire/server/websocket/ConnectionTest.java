package dev.tidewire.server.websocket;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The life of a connection: sending, closing from either side, and what is told to the handler. */
final class ConnectionTest {
  private static final String CLOSE_1000 = "880203e8";

  private final LoopHarness harness = new LoopHarness();
  private RecordingHandler handler = new RecordingHandler();

  @Test
  void writesAllMessagesOfATickAtOnce() {
    FakePeer peer = connect();
    peer.connection().send(text("a"));
    peer.connection().send(text("b"));
    assertThat(peer.transport().writes).isZero();
    assertThat(peer.received()).isEqualTo("810161810162");
    assertThat(peer.transport().writes).isEqualTo(1);
  }

  @Test
  void readsAPlainSocketOnceWhenThatLeavesNothing() {
    FakePeer peer = connect();
    peer.transport().reads = 0;
    peer.sendText("a");
    assertThat(peer.transport().reads).isEqualTo(1);
    assertThat(handler.takeEvents()).containsExactly("text a");
  }

  @Test
  void readsUntilNothingIsLeftWhereNothingTellsOfTheRest() {
    FakePeer peer = connect();
    peer.transport().leaveSomething();
    peer.transport().reads = 0;
    peer.sendText("a");
    assertThat(peer.transport().reads).isEqualTo(2);
    assertThat(handler.takeEvents()).containsExactly("text a");
  }

  @Test
  void sendsWhileTheHandlerIsBeingMade() {
    FakePeer peer =
        harness.connect(connection -> {
          connection.send(text("welcome"));
          return new RecordingHandler().open(connection);
        });
    assertThat(peer.received()).isEqualTo("810777656c636f6d65");
  }

  @Test
  void closesBehindWhatIsQueuedAndCutsWhenThePeerAnswers() {
    FakePeer peer = connect();
    peer.connection().send(text("a"));
    peer.connection().close(1000, "");
    assertThat(peer.connection().isOpen()).isFalse();
    assertThat(peer.received()).isEqualTo("810161" + CLOSE_1000);
    assertThat(peer.isCut()).isFalse();
    peer.send(ClientFrames.close(1000));
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 1000 server_closed");
  }

  @Test
  void cutsWhenThePeerDoesNotAnswerTheClose() {
    FakePeer peer = connect();
    peer.connection().close(4002, "token_expired");
    harness.advance(Duration.ofMillis(4900));
    assertThat(peer.isCut()).isFalse();
    harness.advance(Duration.ofMillis(300));
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 4002 server_closed");
  }

  @Test
  void cutsWhenThePeerEndsInsteadOfAnsweringTheClose() {
    FakePeer peer = connect();
    peer.connection().close(1001, "");
    peer.received();
    peer.vanish();
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 1001 server_closed");
  }

  @Test
  void receivesNothingAfterItBeganToClose() {
    FakePeer peer = connect();
    peer.connection().close(1000, "");
    peer.received();
    peer.sendText("late");
    peer.sendHex("8980 00000000");
    assertThat(peer.received()).isEmpty();
    assertThat(handler.takeEvents()).isEmpty();
  }

  @Test
  void sendsNothingAfterItBeganToClose() {
    FakePeer peer = connect();
    peer.connection().close(1000, "");
    peer.connection().send(text("late"));
    peer.connection().close(4000, "second");
    assertThat(peer.received()).isEqualTo(CLOSE_1000);
  }

  @Test
  void failsWhenThePeerBreaksARuleInsteadOfAnsweringTheClose() {
    FakePeer peer = connect();
    peer.connection().close(1000, "");
    assertThat(peer.received()).isEqualTo(CLOSE_1000);
    peer.sendHex("ffff");
    assertThat(peer.transport().writesShut).isTrue();
    peer.vanish();
    assertThat(handler.takeEvents()).containsExactly("closed 1000 server_closed");
  }

  @Test
  void answersThePeersCloseBehindWhatIsQueued() {
    FakePeer peer = connect();
    peer.connection().send(text("a"));
    peer.send(ClientFrames.close(1000));
    assertThat(peer.received()).isEqualTo("810161" + CLOSE_1000);
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 1000 peer_closed");
  }

  @Test
  void cutsWhenItsAnswerToACloseCanNotBeWritten() {
    FakePeer peer = connect();
    peer.take(0);
    peer.send(ClientFrames.close(1000));
    harness.advance(Duration.ofMillis(4900));
    assertThat(peer.isCut()).isFalse();
    harness.advance(Duration.ofMillis(300));
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 1000 peer_closed");
  }

  @Test
  void endsItsHalfAfterAViolationAndCutsAPeerThatStays() {
    FakePeer peer = connect();
    peer.sendHex("ff");
    assertThat(peer.transport().writesShut).isTrue();
    peer.send(new byte[1000]);
    assertThat(peer.isCut()).isFalse();
    harness.advance(Duration.ofMillis(5200));
    assertThat(peer.isCut()).isTrue();
  }

  @Test
  void cutsAPeerThatFloodsItAfterAViolation() {
    FakePeer peer = connect();
    peer.sendHex("ff");
    peer.send(new byte[1024 * 1024]);
    assertThat(peer.isCut()).isFalse();
    peer.send(new byte[1]);
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("closed 1002 protocol_error");
  }

  @Test
  void tellsTheHandlerOfTheEndOnlyAfterTheCallThatCausedIt() {
    FakePeer peer = connect();
    peer.connection().terminate();
    peer.connection().terminate();
    assertThat(handler.takeEvents()).isEmpty();
    harness.runUntilIdle();
    assertThat(handler.takeEvents()).containsExactly("closed 1006 server_terminated");
  }

  @Test
  void writesWhatIsQueuedToAPeerThatEndsItsHalf() {
    FakePeer peer = connect();
    peer.transport().end();
    peer.send(join(ClientFrames.text("a"), new byte[] {(byte) 0xff}));
    assertThat(peer.received()).isEqualTo("881703ea" + hex("a reserved bit is set"));
    assertThat(peer.isCut()).isTrue();
    assertThat(handler.takeEvents()).containsExactly("text a", "closed 1002 protocol_error");
  }

  @Test
  void takesAFailedWriteForTheEndOfThePeer() {
    FakePeer peer = connect();
    peer.transport().breakDown();
    peer.connection().send(text("a"));
    harness.runUntilIdle();
    assertThat(handler.takeEvents()).containsExactly("closed 1006 peer_vanished");
  }

  @Test
  void takesAFailedReadForTheEndOfThePeer() {
    FakePeer peer = connect();
    peer.transport().breakDown();
    peer.deliver();
    assertThat(handler.takeEvents()).containsExactly("closed 1006 peer_vanished");
  }

  @Test
  void closesWith1011WithoutAWordOfTheExceptionWhenTheHandlerFails() {
    FakePeer peer = harness.connect(_ -> new FailingHandler());
    peer.sendText("a");
    assertThat(peer.received()).isEqualTo("881003f3" + hex("internal error"));
    assertThat(harness.metric("tidewire_connections_closed_total")).isZero();
    peer.vanish();
    assertThat(
            harness.metric(
                "tidewire_connections_closed_total{cause=\"handler_failed\",code=\"1011\"}"))
        .isEqualTo(1);
  }

  @Test
  void cutsWhenNoHandlerCanBeMade() {
    FakePeer peer =
        harness.connect(_ -> {
          throw new IllegalStateException("expected by the test");
        });
    assertThat(peer.isCut()).isTrue();
    assertThat(harness.metric("tidewire_connections ")).isZero();
  }

  @Test
  void refusesACloseThatNoFrameCanSay() {
    FakePeer peer = connect();
    assertThatThrownBy(() -> peer.connection().close(1006, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> peer.connection().close(1000, "r".repeat(124)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(peer.connection().isOpen()).isTrue();
  }

  @Test
  void keepsWhatItHasReadWhileReadsAreSuspended() {
    FakePeer peer = connect();
    peer.connection().suspendReads();
    assertThat(peer.transport().readsResumed).isFalse();
    peer.connection().resumeReads();
    harness.runUntilIdle();
    assertThat(peer.transport().readsResumed).isTrue();
  }

  @Test
  void deliversOneByOneToAHandlerThatSuspendsItself() {
    handler = new SuspendingHandler();
    FakePeer peer = harness.connect(handler::open);
    peer.send(join(ClientFrames.text("a"), ClientFrames.text("b"), ClientFrames.text("c")));
    assertThat(handler.takeEvents()).containsExactly("text a");
    peer.connection().resumeReads();
    harness.runUntilIdle();
    assertThat(handler.takeEvents()).containsExactly("text b");
    peer.connection().resumeReads();
    peer.connection().resumeReads();
    harness.runUntilIdle();
    assertThat(handler.takeEvents()).containsExactly("text c");
    peer.sendText("d");
    assertThat(handler.takeEvents()).isEmpty();
    peer.connection().resumeReads();
    peer.deliver();
    assertThat(handler.takeEvents()).containsExactly("text d");
  }

  @Test
  void readsTheAnswerToItsCloseAlsoWhenReadsWereSuspended() {
    FakePeer peer = connect();
    peer.connection().suspendReads();
    peer.connection().close(1000, "");
    harness.runUntilIdle();
    peer.send(ClientFrames.close(1000));
    assertThat(peer.isCut()).isTrue();
  }

  @Test
  void countsWhatItDoes() {
    FakePeer peer = connect();
    assertThat(harness.metric("tidewire_connections ")).isEqualTo(1);
    assertThat(harness.metric("tidewire_connections_opened_total")).isEqualTo(1);
    peer.sendText("abc");
    harness.advance(Duration.ofMillis(200));
    assertThat(harness.metric("tidewire_messages_received_total")).isEqualTo(1);
    assertThat(harness.metric("tidewire_bytes_received_total")).isEqualTo(9);
    assertThat(harness.metric("tidewire_messages_sent_total")).isEqualTo(1);
    assertThat(harness.metric("tidewire_bytes_sent_total")).isEqualTo(5);
    assertThat(harness.metric("tidewire_writes_total")).isEqualTo(1);
    assertThat(harness.metric("tidewire_flush_duration_seconds_count")).isEqualTo(1);
    peer.sendHex("8980 00000000");
    assertThat(harness.metric("tidewire_pings_received_total")).isEqualTo(1);
    peer.sendHex("ff");
    peer.vanish();
    assertThat(harness.metric("tidewire_protocol_errors_total{code=\"1002\"}")).isEqualTo(1);
    assertThat(harness.metric("tidewire_connections ")).isZero();
  }

  private FakePeer connect() {
    handler = new RecordingHandler();
    return harness.connect(handler::open);
  }

  private static Frame text(String text) {
    return Frame.text(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static final class SuspendingHandler extends RecordingHandler {
    private @Nullable Connection connection;

    @Override
    public ConnectionHandler open(Connection opened) {
      connection = opened;
      return super.open(opened);
    }

    @Override
    public void onText(byte[] buffer, int offset, int length) {
      super.onText(buffer, offset, length);
      requireNonNull(connection).suspendReads();
    }
  }

  private static final class FailingHandler implements ConnectionHandler {
    @Override
    public void onText(byte[] buffer, int offset, int length) {
      throw new IllegalStateException("expected by the test");
    }

    @Override
    public void onBinary(byte[] buffer, int offset, int length) {}

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(CloseStatus status) {}
  }
}
