package dev.tidewire.server.broker.memory;

import dev.tidewire.server.metrics.BrokerMetrics;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of {@linkplain Segment segments} to which everything is written before it is true.
 *
 * <p>An entry counts as written when the kernel has it: it survives the death of this process, not
 * that of the machine. After the latter {@link Recovery} changes all epochs, so that what is lost
 * is lost openly. Thread-safe.
 */
final class Journal implements WriteAhead {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long NANOS_AFTER_FAILED_COMPACTION = 60_000_000_000L;

  private final JournalFiles files;
  private final JournalOptions options;
  private final FileChannel lock;
  private final JournalWriter writer;
  private volatile boolean closed;
  private @Nullable Thread compacting;
  private volatile long notBefore = System.nanoTime();

  private Journal(
      JournalFiles files, JournalOptions options, FileChannel lock, JournalWriter writer) {
    this.files = files;
    this.options = options;
    this.lock = lock;
    this.writer = writer;
  }

  /**
   * Opens a directory, created if need be, and recovers what is in it.
   *
   * @param replay hears every record
   * @param epochs new epochs, should they be needed
   * @throws IOException when it cannot be read or written, or is in use
   */
  static Journal open(
      Path directory,
      JournalOptions options,
      Replay replay,
      Supplier<String> epochs,
      BrokerMetrics metrics)
      throws IOException {
    Files.createDirectories(directory);
    JournalFiles files = new JournalFiles(directory);
    FileChannel lock = lock(files);
    try {
      Segment segment = new Recovery(files, options, replay).run(epochs);
      JournalWriter writer = new JournalWriter(files, options, segment, metrics);
      writer.start();
      return new Journal(files, options, lock, writer);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public void offer(Entry entry) {
    writer.offer(entry);
  }

  @Override
  public boolean available() {
    return writer.available();
  }

  @Override
  public synchronized void compactIfWorthwhile(
      long liveBytes, Supplier<Stream<JournalRecord>> alive) {
    if (closed || compacting != null || System.nanoTime() - notBefore < 0) {
      return;
    }
    try {
      long bytes = files.totalBytes();
      if (bytes < options.compactFrom() || bytes < 2 * liveBytes) {
        return;
      }
    } catch (IOException e) {
      // A segment vanished while it was counted, or the disk is gone, which the writer reports.
      LOG.debug("The journal's size is unknown.", e);
      return;
    }
    compacting =
        Thread.ofPlatform()
            .name("tidewire-journal-compaction")
            .daemon()
            .start(() -> compact(alive));
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = compacting;
    }
    if (running != null) {
      Threads.joinUninterruptibly(running);
    }
    writer.close();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("The journal's lock could not be given back.", e);
    }
  }

  private void compact(Supplier<Stream<JournalRecord>> alive) {
    try {
      long upTo = writer.roll().join();
      if (Compaction.write(files, options, upTo, alive.get(), () -> closed)) {
        LOG.info("The journal in {} was compacted.", files.directory());
      }
    } catch (IOException | CompletionException e) {
      notBefore = System.nanoTime() + NANOS_AFTER_FAILED_COMPACTION;
      LOG.warn("The journal in {} could not be compacted.", files.directory(), e);
    } finally {
      synchronized (this) {
        compacting = null;
      }
    }
  }

  private static FileChannel lock(JournalFiles files) throws IOException {
    FileChannel channel =
        FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another broker of this very process has it: the same answer.
    }
    channel.close();
    throw new IOException(
        "The journal in %s is in use by another process.".formatted(files.directory()));
  }
}
