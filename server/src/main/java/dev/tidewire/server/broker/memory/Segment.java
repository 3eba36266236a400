package dev.tidewire.server.broker.memory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * One file of a journal, open for writing: a {@link SegmentHeader}, then records. Confined to the
 * thread that writes it.
 *
 * <p>It knows how far the file is whole. What a failed write left behind that place is cut off
 * before the next one.
 */
final class Segment implements Closeable {
  private static final int PROBE_BYTES = 64 << 10;

  private final Path path;
  private final long number;
  private final JournalOptions.Files files;
  private FileChannel channel;
  private long length;

  private Segment(
      Path path, long number, JournalOptions.Files files, FileChannel channel, long length) {
    this.path = path;
    this.number = number;
    this.files = files;
    this.channel = channel;
    this.length = length;
  }

  /** A new file with nothing but its header; one that was there is emptied. */
  static Segment create(Path path, SegmentHeader header, JournalOptions.Files files)
      throws IOException {
    FileChannel channel = files.open(path);
    Segment segment = new Segment(path, header.number(), files, channel, 0);
    try {
      segment.cutBack();
      segment.append(header.encode());
      return segment;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** An existing file that is whole up to {@code length}. */
  static Segment continueAt(Path path, long number, long length, JournalOptions.Files files)
      throws IOException {
    Segment segment = new Segment(path, number, files, files.open(path), length);
    segment.cutBack();
    return segment;
  }

  long number() {
    return number;
  }

  /** Writes all of {@code bytes}, or fails and leaves the file whole up to where it was. */
  void append(ByteBuffer bytes) throws IOException {
    length = writeAt(bytes, length);
  }

  /** Cuts off what a failed write left behind. */
  void cutBack() throws IOException {
    if (channel.size() > length) {
      channel.truncate(length);
    }
  }

  /** Opens the file again and finds out whether it can grow, without changing what it holds. */
  void heal() throws IOException {
    channel.close();
    channel = files.open(path);
    cutBack();
    try {
      writeAt(ByteBuffer.allocate(PROBE_BYTES), length);
    } finally {
      cutBack();
    }
  }

  /** Waits until everything written is on the disk. */
  void force() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private long writeAt(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    return at;
  }
}
