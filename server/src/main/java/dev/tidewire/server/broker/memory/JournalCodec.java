package dev.tidewire.server.broker.memory;

import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes: the length of the body, the CRC32C of the body, the CRC32C of these two, the
 * body. The head has a checksum of its own so that a wrong length is not taken for a record that
 * was cut off by a crash.
 */
final class JournalCodec {
  static final int HEAD_BYTES = 12;

  /** More than any record takes beside its payload: two names of 255 characters, keys, numbers. */
  private static final int MAX_FIXED_BYTES = 2048;

  private static final byte CHANNEL_AT = 1;
  private static final byte STORED = 2;
  private static final byte REMEMBERED = 3;
  private static final byte CLEAN_END = 4;

  private JournalCodec() {}

  /** At most so many bytes does this record take. */
  static int maxBytes(JournalRecord record) {
    return MAX_FIXED_BYTES
        + (record instanceof JournalRecord.Stored stored ? stored.message().data().length() : 0);
  }

  /** Appends a record to a buffer with an array and room for {@link #maxBytes}. */
  static void encode(JournalRecord record, ByteBuffer out) {
    int head = out.position();
    out.position(head + HEAD_BYTES);
    encodeBody(record, out);
    int length = out.position() - head - HEAD_BYTES;
    out.putInt(head, length);
    out.putInt(head + 4, crc(out.array(), out.arrayOffset() + head + HEAD_BYTES, length));
    out.putInt(head + 8, crc(out.array(), out.arrayOffset() + head, 8));
  }

  /** Whether these bytes are the head of a record. */
  static boolean isHead(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getInt(at + 8) == crc(bytes, at, 8);
  }

  /** Reads a body; null when its checksum or its content is wrong. */
  static @Nullable JournalRecord decode(byte[] bytes, int at, int length, int expectedCrc) {
    if (crc(bytes, at, length) != expectedCrc) {
      return null;
    }
    try {
      return decodeBody(ByteBuffer.wrap(bytes, at, length));
    } catch (RuntimeException e) {
      // A body with a right checksum that is no record was not written by this version.
      return null;
    }
  }

  private static void encodeBody(JournalRecord record, ByteBuffer out) {
    switch (record) {
      case JournalRecord.ChannelAt(var channel, var epoch, var offset, var retention) -> {
        putPlace(out, CHANNEL_AT, channel, epoch, offset);
        putRetention(out, retention);
      }
      case JournalRecord.Stored(var channel, var epoch, var message, var retention, var key) -> {
        putPlace(out, STORED, channel, epoch, message.offset());
        putRetention(out, retention);
        out.putLong(message.at());
        putText(out, message.user() == null ? "" : message.user().value());
        putText(out, key == null ? "" : key.value());
        message.data().copyTo(out.array(), out.arrayOffset() + out.position());
        out.position(out.position() + message.data().length());
      }
      case JournalRecord.Remembered(var channel, var epoch, var scope, var offset, var until) -> {
        putPlace(out, REMEMBERED, channel, epoch, offset);
        putText(out, scope.user() == null ? "" : scope.user().value());
        putText(out, scope.key().value());
        out.putLong(until);
      }
      case JournalRecord.CleanEnd() -> out.put(CLEAN_END);
    }
  }

  private static JournalRecord decodeBody(ByteBuffer in) {
    byte type = in.get();
    if (type == CLEAN_END) {
      return new JournalRecord.CleanEnd();
    }
    ChannelName channel = new ChannelName(text(in));
    String epoch = text(in);
    long offset = in.getLong();
    return switch (type) {
      case CHANNEL_AT -> new JournalRecord.ChannelAt(channel, epoch, offset, retention(in));
      case STORED -> stored(in, channel, epoch, offset);
      case REMEMBERED -> {
        RecentKeys.Scope scope = new RecentKeys.Scope(user(in), new IdempotencyKey(text(in)));
        yield new JournalRecord.Remembered(channel, epoch, scope, offset, in.getLong());
      }
      default -> throw new IllegalArgumentException("No record has type %d.".formatted(type));
    };
  }

  private static JournalRecord stored(
      ByteBuffer in, ChannelName channel, String epoch, long offset) {
    Retention retention = retention(in);
    long at = in.getLong();
    UserId user = user(in);
    String key = text(in);
    Payload data = Payload.copyOf(in.array(), in.arrayOffset() + in.position(), in.remaining());
    return new JournalRecord.Stored(
        channel,
        epoch,
        new Message(offset, data, user, at),
        retention,
        key.isEmpty() ? null : new IdempotencyKey(key));
  }

  private static void putPlace(
      ByteBuffer out, byte type, ChannelName channel, String epoch, long offset) {
    out.put(type);
    putText(out, channel.value());
    putText(out, epoch);
    out.putLong(offset);
  }

  private static void putRetention(ByteBuffer out, Retention retention) {
    out.putInt(retention.size())
        .putLong(retention.age().toMillis())
        .putLong(retention.idempotency().toMillis());
  }

  private static Retention retention(ByteBuffer in) {
    return new Retention(
        in.getInt(), Duration.ofMillis(in.getLong()), Duration.ofMillis(in.getLong()));
  }

  private static void putText(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putShort((short) bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static @Nullable UserId user(ByteBuffer in) {
    String user = text(in);
    return user.isEmpty() ? null : new UserId(user);
  }

  private static int crc(byte[] bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, length);
    return (int) crc.getValue();
  }
}
