package dev.tidewire.server.broker.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of the files in a journal's directory. */
final class JournalFiles {
  private static final Pattern SEGMENT = Pattern.compile("(\\d{16})\\.segment");
  private static final String TEMPORARY = ".tmp";

  private final Path directory;

  JournalFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  Path lock() {
    return directory.resolve("lock");
  }

  Path segment(long number) {
    return directory.resolve("%016d.segment".formatted(number));
  }

  /** Where a base is written before it takes its place. */
  Path unfinished(long number) {
    return directory.resolve("%016d.segment%s".formatted(number, TEMPORARY));
  }

  /** The numbers of the segments, in their order. */
  List<Long> numbers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> SEGMENT.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> Long.parseLong(matcher.group(1)))
          .sorted()
          .toList();
    }
  }

  long totalBytes() throws IOException {
    long bytes = 0;
    for (long number : numbers()) {
      bytes += Files.size(segment(number));
    }
    return bytes;
  }

  void deleteUnfinished() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.filter(file -> file.toString().endsWith(TEMPORARY)).toList()) {
        Files.delete(path);
      }
    }
  }

  void deleteBefore(long number) throws IOException {
    for (long old : numbers()) {
      if (old < number) {
        Files.delete(segment(old));
      }
    }
  }

  /** Waits until the contents of all segments and their names are on the disk. */
  void forceAll() throws IOException {
    for (long number : numbers()) {
      force(segment(number), StandardOpenOption.WRITE);
    }
    forceNames();
  }

  /** Waits until the names of the files are on the disk. */
  void forceNames() throws IOException {
    force(directory, StandardOpenOption.READ);
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
