package dev.tidewire.server.broker.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment: magic, version, kind, number, boot id, CRC32C of all of these.
 *
 * @param version of everything in the file
 * @param bootId 1 to 63 ASCII characters
 */
record SegmentHeader(int version, Kind kind, long number, String bootId) {
  /** How a segment relates to the one before. */
  enum Kind {
    /** It holds everything; segments with lower numbers are outdated. */
    BASE(1),
    /** It goes on behind the segment with the number before. */
    NEXT(2);

    private final short code;

    Kind(int code) {
      this.code = (short) code;
    }

    private static @Nullable Kind ofCode(short code) {
      return code == BASE.code ? BASE : code == NEXT.code ? NEXT : null;
    }
  }

  static final int VERSION = 1;
  static final int BYTES = 88;

  private static final byte[] MAGIC = "TIDEJRNL".getBytes(StandardCharsets.US_ASCII);
  private static final int BOOT_ID_BYTES = 64;

  static SegmentHeader of(Kind kind, long number, String bootId) {
    return new SegmentHeader(VERSION, kind, number, bootId);
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put(MAGIC).putShort((short) version).putShort(kind.code).putLong(number);
    byte[] boot = bootId.getBytes(StandardCharsets.US_ASCII);
    bytes.put((byte) boot.length).put(Arrays.copyOf(boot, BOOT_ID_BYTES - 1));
    bytes.putInt(crc(bytes.array()));
    return bytes.flip();
  }

  /** Null when the bytes are not a header. */
  static @Nullable SegmentHeader decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    if (bytes.length != BYTES || in.getInt(BYTES - 4) != crc(bytes)) {
      return null;
    }
    in.get(magic);
    int version = in.getShort();
    Kind kind = Kind.ofCode(in.getShort());
    long number = in.getLong();
    byte[] boot = new byte[in.get()];
    in.get(boot);
    if (!Arrays.equals(magic, MAGIC) || kind == null) {
      return null;
    }
    return new SegmentHeader(version, kind, number, new String(boot, StandardCharsets.US_ASCII));
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, BYTES - 4);
    return (int) crc.getValue();
  }
}
