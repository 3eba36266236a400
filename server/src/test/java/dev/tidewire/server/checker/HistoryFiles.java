package dev.tidewire.server.checker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Reads the logs of several processes as one history: always the line with the earliest time next.
 * A process that was killed may leave half a line at its end.
 */
final class HistoryFiles {
  private final HistoryChecker checker;

  HistoryFiles(HistoryChecker checker) {
    this.checker = checker;
  }

  /** Hands all events of these files to the checker. */
  void read(List<Path> files) throws IOException {
    PriorityQueue<Source> sources =
        new PriorityQueue<>(Comparator.comparingLong(source -> source.next.at()));
    List<Source> opened = new ArrayList<>();
    try {
      for (Path file : files) {
        Source source = new Source(file);
        opened.add(source);
        if (source.advance()) {
          sources.add(source);
        }
      }
      while (!sources.isEmpty()) {
        Source source = sources.remove();
        checker.accept(source.next);
        if (source.advance()) {
          sources.add(source);
        }
      }
    } finally {
      for (Source source : opened) {
        source.in.close();
      }
    }
  }

  private final class Source {
    private final Path file;
    private final BufferedReader in;
    private long line;
    private Event next;

    Source(Path file) throws IOException {
      this.file = file;
      this.in = Files.newBufferedReader(file);
    }

    /** Reads on to the next event, over lines that are none; false at the end. */
    boolean advance() throws IOException {
      String text;
      while ((text = in.readLine()) != null) {
        line++;
        try {
          next = EventJson.read(text);
          return true;
        } catch (IOException e) {
          if (in.ready() || text.endsWith("}")) {
            checker.unreadable(file + ":" + line, e.getMessage());
          }
        }
      }
      return false;
    }
  }
}
