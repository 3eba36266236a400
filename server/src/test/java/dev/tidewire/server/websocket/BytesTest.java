package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The word-wise loops over bytes, against the obvious byte-wise ones. */
final class BytesTest {
  /** One continuation byte of each range that the standard treats differently. */
  private static final byte[] EDGES = {(byte) 0x80, (byte) 0x90, (byte) 0xA0, (byte) 0xBF};

  private final Random random = new Random(42);

  @Test
  void masksEveryLengthAtEveryOffsetLikeTheStandardSays() {
    for (int length = 0; length < 40; length++) {
      for (int offset = 0; offset < 9; offset++) {
        byte[] key = new byte[4];
        byte[] plain = new byte[offset + length + 3];
        random.nextBytes(key);
        random.nextBytes(plain);
        byte[] masked = plain.clone();
        int keyBits = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Masking.apply(masked, offset, length, keyBits);
        for (int i = 0; i < masked.length; i++) {
          boolean inside = i >= offset && i < offset + length;
          byte expected = inside ? (byte) (plain[i] ^ key[(i - offset) % 4]) : plain[i];
          assertThat(masked[i]).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void agreesWithTheJdkOnWhatIsUtf8() {
    int valid = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = almostUtf8();
      Utf8Validator validator = new Utf8Validator();
      boolean accepted = validator.accept(bytes, 0, bytes.length) && validator.isComplete();
      assertThat(accepted).as("%s", (Object) bytes).isEqualTo(isUtf8(bytes));
      valid += accepted ? 1 : 0;
    }
    assertThat(valid).isBetween(5_000, 45_000);
  }

  @Test
  void refusesTheFirstByteThatNothingCouldMakeValid() {
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = almostUtf8();
      Utf8Validator validator = new Utf8Validator();
      int accepted = 0;
      while (accepted < bytes.length && validator.accept(bytes, accepted, 1)) {
        accepted++;
      }
      assertThat(canBecomeUtf8(bytes, accepted)).as("%s", (Object) bytes).isTrue();
      if (accepted < bytes.length) {
        assertThat(canBecomeUtf8(bytes, accepted + 1)).as("%s", (Object) bytes).isFalse();
      }
    }
  }

  /** Whether some bytes behind the first ones make them valid. */
  private static boolean canBecomeUtf8(byte[] bytes, int length) {
    byte[] longer = Arrays.copyOf(bytes, length + 3);
    for (int missing = 0; missing <= 3; missing++) {
      for (int choice = 0; choice < 64; choice++) {
        for (int k = 0; k < missing; k++) {
          longer[length + k] = EDGES[(choice >> (2 * k)) & 3];
        }
        if (isUtf8(Arrays.copyOf(longer, length + missing))) {
          return true;
        }
      }
    }
    return false;
  }

  private byte[] almostUtf8() {
    StringBuilder text = new StringBuilder();
    int[] bounds = {0x80, 0x800, 0xD800, 0x10000, 0x110000};
    for (int i = random.nextInt(14); i > 0; i--) {
      int codePoint = random.nextInt(bounds[random.nextInt(bounds.length)]);
      text.appendCodePoint(codePoint >= 0xD800 && codePoint < 0xE000 ? 'x' : codePoint);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
