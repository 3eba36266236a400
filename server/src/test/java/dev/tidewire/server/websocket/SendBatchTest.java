package dev.tidewire.server.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.uring.Rings;
import dev.tidewire.server.uring.SendRing;
import dev.tidewire.server.uring.SocketPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections with real sockets, that a real ring sends to. */
final class SendBatchTest {
  private final List<Peer> peers = new ArrayList<>();
  private LoopHarness harness = new LoopHarness(new SendBatch(ring()));

  /** A socket, and the connection that sends to it. What is written by itself lies in the fake. */
  private record Peer(SocketPair socket, FakePeer fake, RecordingHandler handler) {
    String inBatch(int bytes) throws IOException {
      return HexFormat.of().formatHex(socket.read(bytes));
    }

    String byItself() {
      return fake.received();
    }
  }

  @AfterEach
  void close() throws IOException {
    harness.loop().release();
    for (Peer peer : peers) {
      peer.socket().close();
    }
  }

  @Test
  void aBroadcastGoesToAllInOrder() throws IOException {
    connect(2 * SendBatch.SIZE + 1);
    Frame first = text("one");
    Frame second = text("two");
    toAll(first);
    toAll(second);

    for (Peer peer : peers) {
      assertThat(peer.inBatch(10)).isEqualTo("81036f6e65" + "810374776f");
      assertThat(peer.byItself()).isEmpty();
      assertThat(peer.fake().transport().writes).isZero();
      assertThat(peer.fake().connection().queuedBytes()).isZero();
    }
    double deliveries = 2.0 * peers.size();
    assertThat(harness.metric("tidewire_writes_batched_total ")).isEqualTo(deliveries);
    assertThat(harness.metric("tidewire_writes_total ")).isEqualTo(deliveries);
    assertThat(harness.metric("tidewire_messages_sent_total ")).isEqualTo(deliveries);
    assertThat(harness.metric("tidewire_bytes_sent_total ")).isEqualTo(5 * deliveries);
    assertThat(harness.metric("tidewire_queued_bytes ")).isZero();
  }

  @Test
  void everybodyGetsTheirOwn() throws IOException {
    connect(SendBatch.SIZE);
    for (int i = 0; i < peers.size(); i++) {
      peers.get(i).fake().connection().send(text("a%03d".formatted(i)));
      peers.get(i).fake().connection().send(text("b%03d".formatted(i)));
    }
    harness.runUntilIdle();

    for (int i = 0; i < peers.size(); i++) {
      String number = HexFormat.of().formatHex("%03d".formatted(i).getBytes(US_ASCII));
      assertThat(peers.get(i).inBatch(12)).isEqualTo("810461" + number + "810462" + number);
      assertThat(peers.get(i).socket().isEmpty()).isTrue();
    }
  }

  @Test
  void whatHasNoRoomInTheBatchIsWrittenByItself() throws IOException {
    connect(SendBatch.SIZE);
    int length = SendBatch.LARGEST / 2;
    for (int i = 0; i < peers.size(); i++) {
      peers.get(i).fake().connection().send(filled(i, length));
    }
    harness.runUntilIdle();

    int batched = 0;
    for (int i = 0; i < peers.size(); i++) {
      String expected = HexFormat.of().formatHex(bytes(filled(i, length)));
      if (peers.get(i).fake().transport().writes == 0) {
        batched++;
        assertThat(peers.get(i).inBatch(expected.length() / 2)).isEqualTo(expected);
      } else {
        assertThat(peers.get(i).byItself()).isEqualTo(expected);
      }
      assertThat(peers.get(i).socket().isEmpty()).isTrue();
    }
    assertThat(batched).isGreaterThan(SendBatch.BYTES / length - 1).isLessThan(peers.size());
  }

  @Test
  void aLargeMessageIsWrittenByItself() throws IOException {
    connect(2);
    Frame largest = filled(1, SendBatch.LARGEST - 4);
    Frame larger = filled(2, SendBatch.LARGEST - 3);
    peers.get(0).fake().connection().send(largest);
    peers.get(1).fake().connection().send(larger);
    harness.runUntilIdle();

    assertThat(peers.get(0).socket().read(largest.size())).isEqualTo(bytes(largest));
    assertThat(peers.get(1).byItself()).isEqualTo(HexFormat.of().formatHex(bytes(larger)));
  }

  @Test
  void whatASocketDoesNotTakeFollowsWhenItDoes() throws IOException {
    SocketPair small = SocketPair.open(4096);
    Peer slow = connect(small);
    connect(1);
    byte[] message = bytes(filled(7, 8000));
    int sent = 0;
    slow.fake().take(0); // the rest is tried, and finds no room
    while (!slow.fake().transport().writesResumed) {
      toAll(filled(7, 8000));
      sent++;
      peers.get(1).socket().read(message.length);
    }
    slow.fake().takeAll();

    String rest = slow.byItself();
    assertThat(rest).isNotEmpty();
    byte[] all = new byte[sent * message.length];
    byte[] inBatch = small.read(all.length - rest.length() / 2);
    System.arraycopy(inBatch, 0, all, 0, inBatch.length);
    System.arraycopy(HexFormat.of().parseHex(rest), 0, all, inBatch.length, rest.length() / 2);
    for (int i = 0; i < sent; i++) {
      assertThat(Arrays.copyOfRange(all, i * message.length, (i + 1) * message.length))
          .isEqualTo(message);
    }
    assertThat(slow.fake().connection().queuedBytes()).isZero();
    toAll(text("on"));
    assertThat(slow.inBatch(4)).as("it goes with the batch again").isEqualTo("81026f6e");
  }

  @Test
  void aPeerThatIsGoneIsClosedAndTheOthersAreServed() throws IOException {
    connect(3);
    peers.get(1).socket().reset();
    toAll(text("x"));

    assertThat(peers.get(0).inBatch(3)).isEqualTo("810178");
    assertThat(peers.get(2).inBatch(3)).isEqualTo("810178");
    assertThat(peers.get(1).fake().isCut()).isTrue();
    assertThat(peers.get(1).handler().takeEvents()).containsExactly("closed 1006 peer_vanished");
    assertThat(harness.metric("tidewire_queued_bytes ")).isZero();
  }

  @Test
  void oneThatClosesIsWrittenToByItselfBehindWhatItHas() throws IOException {
    connect(2);
    toAll(text("x"));
    peers.get(0).fake().connection().send(text("y"));
    peers.get(0).fake().connection().close(1000, "");
    peers.get(1).fake().connection().send(text("z"));
    harness.runUntilIdle();

    assertThat(peers.get(0).inBatch(3)).isEqualTo("810178");
    assertThat(peers.get(0).byItself()).isEqualTo("810179" + "880203e8");
    assertThat(peers.get(1).inBatch(6)).isEqualTo("810178" + "81017a");
  }

  @Test
  void withoutItsRingEverybodyIsWrittenToByThemselves() throws IOException {
    harness.loop().release();
    harness = new LoopHarness(new SendBatch(Rings.refusing(SendBatch.SIZE, SendBatch.BYTES)));
    connect(3);
    toAll(text("x"));
    toAll(text("y"));

    for (Peer peer : peers) {
      assertThat(peer.byItself()).isEqualTo("810178" + "810179");
      assertThat(peer.socket().isEmpty()).isTrue();
      assertThat(peer.fake().connection().isOpen()).isTrue();
    }
    assertThat(harness.loop().batch().isOpen()).isFalse();
    assertThat(harness.metric("tidewire_messages_sent_total ")).isEqualTo(6);
  }

  @Test
  void takesNobodyWhenItIsToWriteOneByOne() {
    assertThat(SendBatch.of(Sending.ONE_BY_ONE).isOpen()).isFalse();
  }

  private static SendRing ring() {
    return Rings.open(SendBatch.SIZE, SendBatch.BYTES);
  }

  private void connect(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      connect(SocketPair.open());
    }
  }

  private Peer connect(SocketPair socket) {
    FakeTransport transport = new FakeTransport();
    transport.setDescriptor(socket.descriptor());
    RecordingHandler handler = new RecordingHandler();
    FakePeer fake =
        harness.connect(LoopHarness.options(), Compression.NONE, handler::open, transport);
    Peer peer = new Peer(socket, fake, handler);
    peers.add(peer);
    return peer;
  }

  private void toAll(Frame frame) {
    peers.forEach(peer -> peer.fake().connection().send(frame));
    harness.runUntilIdle();
  }

  private static Frame text(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return Frame.text(bytes, 0, bytes.length);
  }

  private static Frame filled(int with, int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) with);
    return Frame.of(Opcode.BINARY, content, 0, length);
  }

  private static byte[] bytes(Frame frame) {
    ByteBuffer target = ByteBuffer.allocate(frame.size());
    frame.copyTo(target, 0, frame.size());
    return target.array();
  }
}
