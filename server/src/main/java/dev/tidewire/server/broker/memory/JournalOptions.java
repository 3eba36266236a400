package dev.tidewire.server.broker.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * How a journal works.
 *
 * @param maxQueued records that may wait for the writer. Default 65,536
 * @param maxQueuedBytes bytes that may wait for the writer. Default 32 MiB
 * @param retryAfter how long a failed disk is left alone. Default 500 ms
 * @param compactFrom bytes on the disk below which nothing is compacted. Default 16 MiB
 * @param bootId the name of the kernel's run. Default {@link BootId#current}
 * @param files opens a file to write
 */
record JournalOptions(
    int maxQueued,
    long maxQueuedBytes,
    Duration retryAfter,
    long compactFrom,
    String bootId,
    Files files) {
  /** Opens files. */
  @FunctionalInterface
  interface Files {
    /** Opens a file to write into, and creates it if need be. */
    FileChannel open(Path path) throws IOException;
  }

  static JournalOptions defaults() {
    return new JournalOptions(
        65_536,
        32L << 20,
        Duration.ofMillis(500),
        16L << 20,
        BootId.current(),
        path -> FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }
}
