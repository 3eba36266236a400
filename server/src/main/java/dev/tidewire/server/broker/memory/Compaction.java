package dev.tidewire.server.broker.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Writes what is alive into one new segment that takes the place of all before.
 *
 * <p>It is written under another name, forced to the disk and renamed; then the old ones are
 * deleted. A crash before the renaming leaves the old ones, one after it leaves outdated ones that
 * recovery deletes.
 */
final class Compaction {
  private static final int BATCH_BYTES = 256 << 10;

  private Compaction() {}

  /**
   * Writes the base.
   *
   * @param number of the newest segment that it takes the place of, or a new one
   * @return false when {@code cancelled} stopped it; nothing has changed then
   */
  static boolean write(
      JournalFiles files,
      JournalOptions options,
      long number,
      Stream<JournalRecord> alive,
      BooleanSupplier cancelled)
      throws IOException {
    SegmentHeader header = SegmentHeader.of(SegmentHeader.Kind.BASE, number, options.bootId());
    try (Segment base = Segment.create(files.unfinished(number), header, options.files())) {
      if (!writeAll(alive.iterator(), base, cancelled)) {
        return false;
      }
      base.force();
    } catch (IOException e) {
      Files.deleteIfExists(files.unfinished(number));
      throw e;
    }
    Files.move(
        files.unfinished(number),
        files.segment(number),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    files.forceNames();
    files.deleteBefore(number);
    return true;
  }

  private static boolean writeAll(
      Iterator<JournalRecord> alive, Segment base, BooleanSupplier cancelled) throws IOException {
    ByteBuffer batch = ByteBuffer.allocate(BATCH_BYTES);
    while (alive.hasNext()) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      JournalRecord record = alive.next();
      if (batch.remaining() < JournalCodec.maxBytes(record)) {
        base.append(batch.flip());
        batch = ByteBuffer.allocate(Math.max(BATCH_BYTES, JournalCodec.maxBytes(record)));
      }
      JournalCodec.encode(record, batch);
    }
    base.append(batch.flip());
    return true;
  }
}
