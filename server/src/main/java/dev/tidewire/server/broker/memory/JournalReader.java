package dev.tidewire.server.broker.memory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment from its beginning. Not thread-safe. */
final class JournalReader implements Closeable {
  /** How a segment ends. */
  enum Ending {
    /** With a whole record. */
    WHOLE,
    /** In the middle of a record: whoever wrote it was interrupted. */
    TORN,
    /** With bytes that nobody wrote. */
    CORRUPT
  }

  private static final int BUFFER_BYTES = 256 << 10;

  private final FileChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private long position = SegmentHeader.BYTES;
  private Ending ending = Ending.WHOLE;

  JournalReader(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
    channel.position(position);
  }

  /** Reads a file's first bytes, fewer than a header when the file is shorter. */
  static byte[] firstBytes(Path path) throws IOException {
    try (var in = java.nio.file.Files.newInputStream(path)) {
      return in.readNBytes(SegmentHeader.BYTES);
    }
  }

  /** The next record; null when there is none, and then {@link #ending} says why. */
  @Nullable JournalRecord next() throws IOException {
    if (!fill(JournalCodec.HEAD_BYTES)) {
      ending = buffer.hasRemaining() ? Ending.TORN : Ending.WHOLE;
      return null;
    }
    int at = buffer.position();
    if (!JournalCodec.isHead(buffer.array(), at)) {
      ending = Ending.CORRUPT;
      return null;
    }
    int length = buffer.getInt(at);
    int crc = buffer.getInt(at + 4);
    if (!fill(JournalCodec.HEAD_BYTES + length)) {
      ending = Ending.TORN;
      return null;
    }
    int body = buffer.position() + JournalCodec.HEAD_BYTES;
    JournalRecord record = JournalCodec.decode(buffer.array(), body, length, crc);
    if (record == null) {
      ending = Ending.CORRUPT;
      return null;
    }
    buffer.position(body + length);
    position += JournalCodec.HEAD_BYTES + length;
    return record;
  }

  /** Where the last record that was read ends in the file. */
  long position() {
    return position;
  }

  Ending ending() {
    return ending;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Whether so many bytes are in the buffer, or could be brought there. */
  private boolean fill(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return true;
    }
    if (channel.size() - channel.position() + buffer.remaining() < bytes) {
      return false;
    }
    ByteBuffer next =
        bytes > buffer.capacity() ? ByteBuffer.allocate(bytes) : ByteBuffer.allocate(BUFFER_BYTES);
    next.put(buffer);
    while (next.position() < bytes && channel.read(next) >= 0) {
      // Until there is enough.
    }
    buffer = next.flip();
    return buffer.remaining() >= bytes;
  }
}
