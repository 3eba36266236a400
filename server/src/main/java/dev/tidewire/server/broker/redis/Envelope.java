package dev.tidewire.server.broker.redis;

import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through Pub/Sub: {@code "1 epoch offset at length user"} and the data right
 * behind the user, whose length in bytes is given. The leading number is the version of this form.
 * A message without history has the epoch {@code -} and the offset 0.
 *
 * @param epoch empty without history
 */
record Envelope(String epoch, Message message) {
  private static final byte VERSION = '1';
  private static final String NO_EPOCH = "-";

  /** The envelope of a message that is not kept. */
  static byte[] passing(Payload data, @Nullable UserId user, long at) {
    byte[] name = user == null ? new byte[0] : user.value().getBytes(StandardCharsets.UTF_8);
    String header = "1 " + NO_EPOCH + " 0 " + at + " " + name.length + " ";
    byte[] envelope = new byte[header.length() + name.length + data.length()];
    for (int i = 0; i < header.length(); i++) {
      envelope[i] = (byte) header.charAt(i);
    }
    System.arraycopy(name, 0, envelope, header.length(), name.length);
    data.copyTo(envelope, header.length() + name.length);
    return envelope;
  }

  /**
   * Opens an envelope. The data is not copied: the message keeps the array.
   *
   * @throws IllegalArgumentException when it is none of this version
   */
  static Envelope open(byte[] bytes) {
    Reader reader = new Reader(bytes);
    if (bytes.length < 2 || bytes[0] != VERSION || reader.word().length() != 1) {
      throw new IllegalArgumentException("An envelope of another version has come.");
    }
    String epoch = reader.word();
    long offset = reader.number();
    long at = reader.number();
    int length = (int) reader.number();
    if (length < 0 || length > bytes.length - reader.next) {
      throw new IllegalArgumentException("An envelope is cut off.");
    }
    String user = new String(bytes, reader.next, length, StandardCharsets.UTF_8);
    int data = reader.next + length;
    return new Envelope(
        epoch.equals(NO_EPOCH) ? "" : epoch,
        new Message(
            offset,
            Payload.within(bytes, data, bytes.length - data),
            user.isEmpty() ? null : new UserId(user),
            at));
  }

  /** The word by which an envelope says its form, as far as it has one. */
  static String form(byte[] bytes) {
    return new Reader(bytes).word();
  }

  /** Reads words up to the next space. */
  private static final class Reader {
    private final byte[] bytes;
    private int next;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    String word() {
      int from = Math.min(next, bytes.length);
      while (next < bytes.length && bytes[next] != ' ') {
        next++;
      }
      return new String(bytes, from, next++ - from, StandardCharsets.ISO_8859_1);
    }

    long number() {
      long value = 0;
      for (; next < bytes.length && bytes[next] != ' '; next++) {
        int digit = bytes[next] - '0';
        if (digit < 0 || digit > 9) {
          throw new IllegalArgumentException("An envelope has something else for a number.");
        }
        value = value * 10 + digit;
      }
      next++;
      return value;
    }
  }
}
