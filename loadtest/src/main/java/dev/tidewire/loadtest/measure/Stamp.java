package dev.tidewire.loadtest.measure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The mark inside each message by which its receiver knows which one it is and when it was meant to
 * be sent. It consists of characters that no server's encoding changes, so that it is found by a
 * search in the raw bytes, whatever protocol is around it.
 *
 * <p>{@code ~T}, 2 characters for the run, 3 for the channel, 2 for the lane, 5 for the number
 * within channel and lane, 8 for the moment; each character carries 6 bits.
 */
public final class Stamp {
  /** The characters of a stamp; no message is shorter. */
  public static final int LENGTH = 22;

  public static final int MAX_CHANNELS = 1 << 18;
  public static final int MAX_LANES = 1 << 12;

  static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final byte[] VALUES = new byte[128];
  private static final int RUN = 2;
  private static final int CHANNEL = 4;
  private static final int LANE = 7;
  private static final int NUMBER = 9;
  private static final int MOMENT = 14;
  private static final long MOMENT_MASK = (1L << 48) - 1;

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < DIGITS.length(); i++) {
      VALUES[DIGITS.charAt(i)] = (byte) i;
    }
  }

  /** The run's two characters. */
  private final byte[] run = new byte[CHANNEL - RUN];

  private final int size;

  /** What the messages are cut from, longer than one. */
  private final byte[] filling;

  private final int variety;

  /**
   * The stamps of one run.
   *
   * @param size the length of the messages
   * @param payload what the messages are filled up with
   * @param random decides the run's number and the details of the payload
   */
  public Stamp(int size, Payload payload, RandomGenerator random) {
    if (size < LENGTH) {
      throw new IllegalArgumentException(
          "A message of %d bytes has no room for its stamp of %d.".formatted(size, LENGTH));
    }
    for (int i = 0; i < run.length; i++) {
      run[i] = (byte) DIGITS.charAt(random.nextInt(DIGITS.length()));
    }
    this.size = size;
    variety = payload.variety();
    filling = payload.make(size + variety - 1, random);
  }

  /** The run's number as it stands in each of its stamps. */
  public String run() {
    return new String(run, StandardCharsets.US_ASCII);
  }

  /** A message. */
  public byte[] message(int channel, int lane, int number, long nanoTime) {
    // A prime, so that neighbours begin at places far from each other.
    int from = (int) (number * 1009L % variety);
    byte[] message = Arrays.copyOfRange(filling, from, from + size);
    message[0] = '~';
    message[1] = 'T';
    System.arraycopy(run, 0, message, RUN, run.length);
    put(message, CHANNEL, LANE, channel);
    put(message, LANE, NUMBER, lane);
    put(message, NUMBER, MOMENT, number);
    put(message, MOMENT, LENGTH, nanoTime & MOMENT_MASK);
    return message;
  }

  private static void put(byte[] message, int from, int to, long value) {
    long rest = value;
    for (int i = to - 1; i >= from; i--) {
      message[i] = (byte) DIGITS.charAt((int) rest & 0x3F);
      rest >>>= 6;
    }
  }

  /** Where the next stamp of this run begins, or -1. */
  public int find(byte[] array, int from, int to) {
    for (int i = from; i <= to - LENGTH; i++) {
      if (array[i] == '~'
          && array[i + 1] == 'T'
          && array[i + RUN] == run[0]
          && array[i + RUN + 1] == run[1]) {
        return i;
      }
    }
    return -1;
  }

  /** The channel of the stamp at this place. */
  public static int channel(byte[] array, int at) {
    return (int) get(array, at + CHANNEL, at + LANE);
  }

  public static int lane(byte[] array, int at) {
    return (int) get(array, at + LANE, at + NUMBER);
  }

  public static int number(byte[] array, int at) {
    return (int) get(array, at + NUMBER, at + MOMENT);
  }

  /**
   * When the message was meant to be sent.
   *
   * @param now the present moment, from which the high bits are taken
   */
  public static long moment(byte[] array, int at, long now) {
    long low = get(array, at + MOMENT, at + LENGTH);
    long age = (now - low) & MOMENT_MASK;
    return now - age;
  }

  /** The value of these characters, or -1 when one of them is none of ours. */
  private static long get(byte[] array, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = array[i] < 0 ? -1 : VALUES[array[i]];
      if (digit < 0) {
        return -1;
      }
      value = value << 6 | digit;
    }
    return value;
  }
}
