package dev.tidewire.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class StampTest {
  private final Stamp stamp = new Stamp(64, Payload.RANDOM, new SplittableRandom(1));

  @Test
  void carriesChannelLaneNumberAndMomentThroughAnyEnvelope() {
    byte[] message = stamp.message(Stamp.MAX_CHANNELS - 1, 4095, (1 << 30) - 1, 123_456_789_012L);
    String envelope = "{\"message\":\"~T~~" + text(message) + "\"}";
    byte[] bytes = envelope.getBytes(StandardCharsets.US_ASCII);

    int at = stamp.find(bytes, 0, bytes.length);

    assertThat(Stamp.channel(bytes, at)).isEqualTo(Stamp.MAX_CHANNELS - 1);
    assertThat(Stamp.lane(bytes, at)).isEqualTo(4095);
    assertThat(Stamp.number(bytes, at)).isEqualTo((1 << 30) - 1);
    assertThat(Stamp.moment(bytes, at, 123_456_999_999L)).isEqualTo(123_456_789_012L);
  }

  @Test
  void keepsTheMomentAcrossAWrapOfItsBits() {
    long before = (1L << 48) - 5;
    byte[] message = stamp.message(0, 0, 0, before);

    assertThat(Stamp.moment(message, 0, (1L << 48) + 10)).isEqualTo(before);
    byte[] negative = stamp.message(0, 0, 0, -7);
    assertThat(Stamp.moment(negative, 0, 3)).isEqualTo(-7);
  }

  @Test
  void isAsLongAsAskedAndNeedsNoEscapingInJson() {
    assertThat(text(stamp.message(1, 2, 3, 4))).hasSize(64).matches("~T[A-Za-z0-9_-]+");
    assertThat(new Stamp(Stamp.LENGTH, Payload.RANDOM, new SplittableRandom(1)).message(1, 2, 3, 4))
        .hasSize(Stamp.LENGTH);
  }

  @Test
  void isFilledWithTextThatNeedsNoEscapingAndDiffersFromMessageToMessage() {
    Stamp text = new Stamp(500, Payload.TEXT, new SplittableRandom(1));
    Set<String> fillings = new HashSet<>();
    for (int number = 0; number < 100; number++) {
      byte[] message = text.message(1, 2, number, 4);
      assertThat(text(message)).hasSize(500).matches("~T[A-Za-z0-9_:,.;-]+");
      assertThat(text.find(message, 0, message.length)).isZero();
      assertThat(Stamp.number(message, 0)).isEqualTo(number);
      fillings.add(text(message).substring(Stamp.LENGTH));
    }

    assertThat(fillings).hasSize(100);
    assertThat(compressed(text.message(1, 2, 3, 4))).isLessThan(250);
  }

  @Test
  void isFilledWithWhatDoesNotCompressByDefault() {
    Stamp random = new Stamp(500, Payload.RANDOM, new SplittableRandom(1));

    // Base64 carries 6 bits in 8.
    assertThat(compressed(random.message(1, 2, 3, 4))).isGreaterThan(375);
  }

  @Test
  void findsAPlaceInTheTextForEveryNumber() {
    Stamp text = new Stamp(Stamp.LENGTH, Payload.TEXT, new SplittableRandom(1));

    assertThat(text.message(1, 2, (1 << 30) - 1, 4)).hasSize(Stamp.LENGTH);
  }

  @Test
  void refusesAMessageWithoutRoomForItsStamp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Stamp(Stamp.LENGTH - 1, Payload.RANDOM, new SplittableRandom(1)))
        .withMessageContaining("no room");
  }

  @Test
  void overlooksTheStampsOfAnotherRun() {
    byte[] other = new Stamp(64, Payload.RANDOM, new SplittableRandom(2)).message(1, 2, 3, 4);

    assertThat(stamp.find(other, 0, other.length)).isNegative();
  }

  private static int compressed(byte[] message) {
    Deflater deflater = new Deflater();
    deflater.setInput(message);
    deflater.finish();
    int length = deflater.deflate(new byte[2 * message.length]);
    deflater.end();
    return length;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
