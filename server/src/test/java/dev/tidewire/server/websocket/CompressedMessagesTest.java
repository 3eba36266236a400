package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send compressed. The bytes of the examples are those of RFC 7692 section 7.2.3. */
final class CompressedMessagesTest {
  private static final String HELLO = "f248cdc9c90700";
  private static final String MALFORMED = "tidewire_inflate_refused_total{reason=\"malformed\"}";
  private static final String TOO_BIG = "tidewire_inflate_refused_total{reason=\"too_big\"}";
  private static final int LIMIT = LoopHarness.options().maxMessageBytes();

  private final LoopHarness harness = new LoopHarness();
  private final RecordingHandler handler = new RecordingHandler();
  private final FakePeer peer =
      harness.connect(LoopHarness.options(), Compression.DEFLATE, handler::open);

  @ParameterizedTest
  @CsvSource({
    "one block, " + HELLO,
    "a block without compression, 000500faff48656c6c6f00",
    "a final block, f348cdc9c9070000",
    "two blocks, f248050000 00ffffcac9c90700",
    "an empty block before it, 0200 0000ffff f248cdc9c90700"
  })
  void readsWhatSendersMayMakeOfAMessage(String how, String payload) {
    sendCompressed(0xC1, HexFormat.of().parseHex(payload.replace(" ", "")));

    assertThat(handler.takeEvents()).as(how).containsExactly("text Hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "0200", "010000ffff00"})
  void readsTheEmptyMessage(String payload) {
    sendCompressed(0xC1, HexFormat.of().parseHex(payload));

    assertThat(handler.takeEvents()).containsExactly("text ");
  }

  @Test
  void readsAMessageInFragmentsWithAPingBetween() {
    peer.send(ClientFrames.frame(0x41, HexFormat.of().parseHex("f248cd")));
    peer.send(ClientFrames.frame(0x89, new byte[0]));
    peer.send(ClientFrames.frame(0x80, HexFormat.of().parseHex("c9c90700")));

    assertThat(handler.takeEvents()).containsExactly("text Hello");
    assertThat(peer.received()).isEqualTo("8a00" + "8105" + "48656c6c6f");
  }

  @Test
  void readsMessagesWithAndWithoutCompressionInTurn() {
    peer.send(ClientFrames.compressedText("one"));
    peer.send(ClientFrames.text("two"));
    peer.send(ClientFrames.frame(0xC2, ClientFrames.deflate(new byte[] {1, 2, 3})));

    assertThat(handler.takeEvents()).containsExactly("text one", "text two", "binary 010203");
  }

  /** Section 7.2.3.2: with a context, this is a second Hello. It was agreed that there is none. */
  @Test
  void keepsNoContextBetweenMessages() {
    peer.send(ClientFrames.compressedText("Hello"));
    sendCompressed(0xC1, HexFormat.of().parseHex("f200110000"));

    expectRefused(1007, "text Hello");
    assertThat(harness.metric(MALFORMED)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "a block of the reserved kind, 07",
    "a message that ends inside a block, f248cd",
    "no message at all, ''",
    "a tail that was left on, f248cdc9c907000000ffff",
    "nonsense, deadbeef"
  })
  void refusesWhatCannotBeDecompressed(String what, String payload) {
    sendCompressed(0xC2, HexFormat.of().parseHex(payload));

    expectRefused(1007);
    assertThat(harness.metric(MALFORMED)).as(what).isEqualTo(1);
    assertThat(harness.metric("tidewire_protocol_errors_total{code=\"1007\"}")).isEqualTo(1);
  }

  @Test
  void checksTextWhenItIsDecompressed() {
    sendCompressed(0xC1, ClientFrames.deflate(new byte[] {'a', (byte) 0xC3}));

    expectRefused(1007);
    assertThat(harness.metric(MALFORMED)).isZero();
  }

  @Test
  void acceptsAMessageThatIsAsLongAsAllowed() {
    sendCompressed(0xC2, ClientFrames.deflate(new byte[LIMIT]));

    assertThat(handler.takeEvents()).containsExactly("binary " + "00".repeat(LIMIT));
  }

  @Test
  void refusesAMessageThatIsLongerByOne() {
    sendCompressed(0xC2, ClientFrames.deflate(new byte[LIMIT + 1]));

    expectRefused(1009);
    assertThat(harness.metric(TOO_BIG)).isEqualTo(1);
  }

  @Test
  void decompressesNoMoreOfABombThanAMessageMayHave() {
    byte[] bomb = ClientFrames.deflate(new byte[50 << 20]);
    assertThat(bomb.length).isLessThan(LIMIT);

    sendCompressed(0xC2, bomb);

    expectRefused(1009);
    assertThat(harness.loop().inflation().output().length).isLessThanOrEqualTo(LIMIT + 1);
  }

  @Test
  void acceptsAMessageThatCompressionMadeLonger() {
    byte[] noise = new byte[LIMIT];
    new Random(1).nextBytes(noise);
    byte[] longer = ClientFrames.deflate(noise);
    assertThat(longer.length).isGreaterThan(LIMIT);

    sendCompressed(0xC2, longer);

    assertThat(handler.takeEvents()).containsExactly("binary " + HexFormat.of().formatHex(noise));
  }

  @Test
  void refusesACompressedMessageByItsLengthOnlyWhenNoCompressionExplainsIt() {
    int longest = LIMIT + LIMIT / 8 + 64;
    sendCompressed(0xC2, new byte[longest]);
    expectRefused(1007);

    FakePeer other = harness.connect(LoopHarness.options(), Compression.DEFLATE, handler::open);
    other.send(Arrays.copyOf(ClientFrames.frame(0xC2, new byte[longest + 1]), 14));
    other.vanish();
    assertThat(handler.takeEvents()).containsExactly("closed 1009 protocol_error");
  }

  @Test
  void goesOnBehindOnlySoManyFinalBlocks() {
    String block = "0300";
    sendCompressed(0xC2, HexFormat.of().parseHex(block.repeat(Inflation.MAX_FINAL_BLOCKS) + "00"));
    assertThat(handler.takeEvents()).containsExactly("binary ");

    sendCompressed(
        0xC2, HexFormat.of().parseHex(block.repeat(Inflation.MAX_FINAL_BLOCKS + 1) + "00"));
    expectRefused(1009);
    assertThat(harness.metric(TOO_BIG)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "a ping, c980 00000000",
    "a pong, ca80 00000000",
    "a close, c880 00000000",
    "a continuation, 0180 00000000 c080 00000000",
    "RSV2 beside RSV1, e180 00000000",
    "RSV3, 9180 00000000"
  })
  void refusesTheMarkWhereNoMessageBegins(String what, String hex) {
    peer.sendHex(hex);

    expectRefused(1002);
    assertThat(harness.metric("tidewire_protocol_errors_total{code=\"1002\"}")).as(what).isOne();
  }

  @Test
  void refusesTheMarkWithoutAnAgreement() {
    FakePeer other = harness.connect(handler::open);
    other.send(ClientFrames.compressedText("Hello"));
    other.vanish();

    assertThat(handler.takeEvents()).containsExactly("closed 1002 protocol_error");
  }

  @Test
  void goesOnAfterItsMemoryWasGivenBack() {
    peer.send(ClientFrames.compressedText("before"));
    harness.loop().release();
    peer.send(ClientFrames.compressedText("after"));

    assertThat(handler.takeEvents()).containsExactly("text before", "text after");
  }

  @Test
  void doesNotKeepTheBufferOfAVeryLargeMessage() {
    ConnectionOptions options = LoopHarness.options(1 << 20, 512);
    FakePeer large = harness.connect(options, Compression.DEFLATE, handler::open);
    large.send(ClientFrames.frame(0xC2, ClientFrames.deflate(new byte[1 << 20])));
    large.send(ClientFrames.compressedText("small"));

    assertThat(handler.takeEvents()).last().isEqualTo("text small");
    assertThat(harness.loop().inflation().output().length).isLessThan(1 << 16);
  }

  private void sendCompressed(int first, byte[] payload) {
    peer.send(ClientFrames.frame(first, payload));
  }

  private void expectRefused(int code, String... before) {
    String[] events = Arrays.copyOf(before, before.length + 1);
    events[before.length] = "closed " + code + " protocol_error";
    peer.vanish();
    assertThat(handler.takeEvents()).containsExactly(events);
  }
}
