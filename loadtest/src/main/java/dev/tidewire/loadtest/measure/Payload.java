package dev.tidewire.loadtest.measure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What messages are filled up with, behind their stamps. Nothing in it needs escaping in JSON. */
public enum Payload {
  /** Characters that no compressor finds a pattern in; every message has the same. */
  RANDOM {
    @Override
    void append(StringBuilder text, RandomGenerator random) {
      text.append(Stamp.DIGITS.charAt(random.nextInt(Stamp.DIGITS.length())));
    }
  },

  /**
   * Readings of sensors, as alike and as different as the members of a JSON document; every message
   * begins elsewhere in them.
   */
  TEXT {
    @Override
    void append(StringBuilder text, RandomGenerator random) {
      text.append("sensor:")
          .append(SENSORS.get(random.nextInt(SENSORS.size())))
          .append('-')
          .append(random.nextInt(100))
          .append(",value:")
          .append(String.format(Locale.ROOT, "%.2f", random.nextDouble(1000)))
          .append(",at:17672")
          .append(random.nextInt(100_000, 1_000_000))
          .append(",state:")
          .append(random.nextInt(10) == 0 ? "late" : "ok")
          .append(';');
    }
  };

  private static final List<String> SENSORS =
      List.of("temperature", "pressure", "humidity", "flow", "level", "vibration");

  /** At how many places messages of text can begin. */
  private static final int PLACES = 4096;

  /** How many different messages there are; 1 when all are the same. */
  int variety() {
    return this == RANDOM ? 1 : PLACES;
  }

  /** So many characters. */
  byte[] make(int length, RandomGenerator random) {
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      append(text, random);
    }
    text.setLength(length);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  abstract void append(StringBuilder text, RandomGenerator random);
}
