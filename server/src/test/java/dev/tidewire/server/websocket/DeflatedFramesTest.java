package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What clients are sent compressed, and what not. */
final class DeflatedFramesTest {
  private static final int THRESHOLD = LoopHarness.options().compressionThreshold();
  private static final String COMPRESSED = "tidewire_messages_compressed_total";

  private final LoopHarness harness = new LoopHarness();

  @Test
  void compressesFromTheThresholdOn() {
    FakePeer peer = connect(Compression.DEFLATE);
    String long_ = "a".repeat(THRESHOLD);
    peer.connection().send(text(long_));
    String hex = peer.received();
    assertThat(hex).startsWith("c1");
    assertThat(messageOf(hex)).isEqualTo(long_);
    assertThat(hex).doesNotContain("0000ffff");

    peer.connection().send(text(long_.substring(1)));
    assertThat(peer.received())
        .isEqualTo(
            "817e" + HexFormat.of().toHexDigits((short) (THRESHOLD - 1)) + hex(THRESHOLD - 1));
    assertThat(metric(COMPRESSED)).isEqualTo(1);
  }

  @Test
  void compressesEachMessageForItself() {
    FakePeer peer = connect(Compression.DEFLATE);
    peer.connection().send(text("b".repeat(1000)));
    String first = peer.received();
    peer.connection().send(text("b".repeat(1000)));

    assertThat(peer.received()).isEqualTo(first);
  }

  @Test
  void sendsNothingCompressedWithoutAnAgreement() {
    FakePeer peer = connect(Compression.NONE);
    peer.connection().send(text("a".repeat(1000)));

    assertThat(peer.received()).startsWith("817e03e8" + "6161");
    assertThat(metric(COMPRESSED)).isZero();
  }

  @Test
  void sendsWhatWouldNotBecomeSmallerAsItIsAndTriesOnce() {
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    Frame frame = Frame.of(Opcode.BINARY, noise, 0, noise.length);
    for (int i = 0; i < 3; i++) {
      FakePeer peer = connect(Compression.DEFLATE);
      peer.connection().send(frame);
      assertThat(peer.received()).isEqualTo("827e03e8" + HexFormat.of().formatHex(noise));
    }
    assertThat(metric(COMPRESSED)).isEqualTo(1);
    assertThat(metric("tidewire_compression_bytes_in_total")).isEqualTo(1000);
    assertThat(metric("tidewire_compression_bytes_out_total")).isEqualTo(1000);
  }

  @Test
  void compressesBinaryMessagesToo() {
    FakePeer peer = connect(Compression.DEFLATE);
    peer.connection().send(Frame.of(Opcode.BINARY, new byte[1000], 0, 1000));

    assertThat(peer.received()).startsWith("c2");
  }

  @Test
  void leavesMessagesThatWouldHoldUpTheLoop() {
    int most = Frame.MAX_DEFLATED_PAYLOAD;
    FakePeer peer = connect(Compression.DEFLATE);
    peer.connection().send(text("a".repeat(most)));
    assertThat(peer.received()).startsWith("c1");
    peer.connection().send(text("a".repeat(most + 1)));
    assertThat(peer.received()).startsWith("817f");
  }

  @Test
  void countsWhatItSaved() {
    FakePeer peer = connect(Compression.DEFLATE);
    peer.connection().send(text("a".repeat(1000)));

    int payload = peer.received().length() / 2 - 2;
    assertThat(metric("tidewire_compression_bytes_in_total")).isEqualTo(1000);
    assertThat(metric("tidewire_compression_bytes_out_total")).isEqualTo(payload);
  }

  @Test
  void boundsTheQueueByWhatIsSent() {
    FakePeer peer = connect(Compression.DEFLATE);
    peer.take(0);
    for (int i = 0; i < 100; i++) {
      peer.connection().send(text("a".repeat(100_000)));
    }

    assertThat(peer.connection().isOpen()).isTrue();
    assertThat(peer.connection().queuedBytes()).isLessThan(100_000);
  }

  /** With a threshold that everything reaches. */
  @Test
  void neverCompressesControlFramesNorTheHeartbeat() {
    ConnectionOptions options = LoopHarness.options(1 << 16, 1);
    FakePeer peer = harness.connect(options, Compression.DEFLATE, new RecordingHandler()::open);
    byte[] ping = "p".repeat(125).getBytes(StandardCharsets.UTF_8);
    peer.send(ClientFrames.frame(0x89, ping));
    assertThat(peer.received()).isEqualTo("8a7d" + HexFormat.of().formatHex(ping));

    harness.advance(options.heartbeat());
    assertThat(peer.received()).isEqualTo("8900" + "8102" + "7b7d");

    String reason = "r".repeat(123);
    peer.connection().close(4000, reason);
    assertThat(peer.received())
        .isEqualTo("887d0fa0" + HexFormat.of().formatHex(reason.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void goesOnAfterItsMemoryWasGivenBack() {
    FakePeer peer = connect(Compression.DEFLATE);
    peer.connection().send(text("a".repeat(1000)));
    String before = peer.received();
    harness.loop().release();
    peer.connection().send(text("a".repeat(1000)));

    assertThat(peer.received()).isEqualTo(before);
  }

  private FakePeer connect(Compression compression) {
    return harness.connect(LoopHarness.options(), compression, new RecordingHandler()::open);
  }

  /** The loop tells what it counted when it flushes. */
  private double metric(String name) {
    harness.advance(Duration.ofSeconds(30));
    return harness.metric(name);
  }

  private static Frame text(String text) {
    return Frame.text(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(int count) {
    return "61".repeat(count);
  }

  /** The message of one compressed frame of less than 126 bytes. */
  private static String messageOf(String hex) {
    byte[] payload = HexFormat.of().parseHex(hex.substring(4));
    return new String(ClientFrames.inflate(payload), StandardCharsets.UTF_8);
  }
}
