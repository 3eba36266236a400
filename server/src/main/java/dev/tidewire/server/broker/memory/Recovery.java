package dev.tidewire.server.broker.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal after its process ended, however it ended, and leaves it ready to go on.
 *
 * <p>A record that was cut off at the very end was never acknowledged and is cut away. Anything
 * else that is wrong, and an unclean end under another run of the kernel, means that acknowledged
 * messages may be missing at the end of any channel: then all epochs change, so that no offset is
 * given to two messages of one epoch.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final JournalFiles files;
  private final JournalOptions options;
  private final Replay replay;
  private @Nullable SegmentHeader lastHeader;
  private long lastEnd = SegmentHeader.BYTES;
  private boolean clean;
  private boolean damaged;

  Recovery(JournalFiles files, JournalOptions options, Replay replay) {
    this.files = files;
    this.options = options;
    this.replay = replay;
  }

  /** Reads everything and opens the segment to go on with. */
  Segment run(Supplier<String> epochs) throws IOException {
    files.deleteUnfinished();
    List<SegmentHeader> headers = headers();
    for (int i = 0;
        i < headers.size() && readSegment(headers.get(i), i == headers.size() - 1);
        i++) {
      // Each segment goes on where the one before ended.
    }
    SegmentHeader last = lastHeader;
    if (damaged) {
      return beginAnew("is damaged", epochs);
    }
    if (last == null) {
      return begin(1);
    }
    if (BootId.same(last.bootId(), options.bootId())) {
      return Segment.continueAt(
          files.segment(last.number()), last.number(), lastEnd, options.files());
    }
    if (!clean) {
      return beginAnew("may have lost its end with the machine's power", epochs);
    }
    SegmentHeader next =
        SegmentHeader.of(SegmentHeader.Kind.NEXT, last.number() + 1, options.bootId());
    return Segment.create(files.segment(next.number()), next, options.files());
  }

  private Segment beginAnew(String reason, Supplier<String> epochs) throws IOException {
    LOG.warn("The journal in {} {}; all channels begin another epoch.", files.directory(), reason);
    replay.changeEpochs(epochs);
    return begin(files.numbers().getLast() + 1);
  }

  /** Writes a base of what was recovered, and goes on in it. */
  private Segment begin(long number) throws IOException {
    boolean _ = Compaction.write(files, options, number, replay.records(), () -> false);
    Path base = files.segment(number);
    return Segment.continueAt(base, number, Files.size(base), options.files());
  }

  /** The headers from the last base on, as far as they are whole and follow one another. */
  private List<SegmentHeader> headers() throws IOException {
    List<SegmentHeader> headers = new ArrayList<>();
    List<Long> numbers = files.numbers();
    for (long number : numbers) {
      Path path = files.segment(number);
      byte[] first = JournalReader.firstBytes(path);
      if (first.length < SegmentHeader.BYTES && number == numbers.getLast()) {
        LOG.warn("{} ends in its header; nothing was in it.", path);
        Files.delete(path);
        break;
      }
      SegmentHeader header = SegmentHeader.decode(first);
      if (header == null || header.number() != number) {
        damaged(path, 0);
        break;
      }
      if (header.version() != SegmentHeader.VERSION) {
        throw new IOException(
            "%s has format %d; this version reads format %d."
                .formatted(path, header.version(), SegmentHeader.VERSION));
      }
      if (header.kind() == SegmentHeader.Kind.BASE) {
        headers.clear();
      }
      headers.add(header);
    }
    checkOrder(headers);
    return headers;
  }

  private void checkOrder(List<SegmentHeader> headers) throws IOException {
    for (int i = 0; i < headers.size(); i++) {
      SegmentHeader header = headers.get(i);
      boolean first = header.kind() == SegmentHeader.Kind.BASE;
      if (first != (i == 0) || header.number() != headers.getFirst().number() + i) {
        damaged(files.segment(header.number()), 0);
        headers.subList(i, headers.size()).clear();
        return;
      }
    }
    if (!headers.isEmpty()) {
      files.deleteBefore(headers.getFirst().number());
    }
  }

  private boolean readSegment(SegmentHeader header, boolean isLast) throws IOException {
    Path path = files.segment(header.number());
    try (JournalReader reader = new JournalReader(path)) {
      lastHeader = header;
      clean = false;
      for (JournalRecord record = reader.next(); record != null; record = reader.next()) {
        if (!replay.apply(record)) {
          damaged(path, reader.position());
          return false;
        }
        clean = record instanceof JournalRecord.CleanEnd;
      }
      lastEnd = reader.position();
      if (reader.ending() == JournalReader.Ending.CORRUPT
          || (reader.ending() == JournalReader.Ending.TORN && !isLast)) {
        damaged(path, lastEnd);
        return false;
      }
      if (reader.ending() == JournalReader.Ending.TORN) {
        LOG.warn("{} ends in the middle of a record; it is cut at byte {}.", path, lastEnd);
        clean = false;
      }
      return true;
    }
  }

  private void damaged(Path path, long at) {
    LOG.error("{} is damaged at byte {}; everything from there on is dropped.", path, at);
    damaged = true;
  }
}
