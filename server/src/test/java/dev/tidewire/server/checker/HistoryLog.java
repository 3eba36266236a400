package dev.tidewire.server.checker;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Writes a history into a file, a line for an event.
 *
 * <p>Any thread may add. The time is taken under the lock, so that lines are in the order of their
 * times.
 */
public final class HistoryLog implements AutoCloseable {
  private final BufferedWriter out;
  private final LongSupplier nanos;

  private HistoryLog(BufferedWriter out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
  }

  /** A log in a new file. */
  public static HistoryLog create(Path file) {
    return create(file, System::nanoTime);
  }

  /** A log in a new file, by another clock. */
  static HistoryLog create(Path file, LongSupplier nanos) {
    try {
      return new HistoryLog(Files.newBufferedWriter(file), nanos);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds what this makes of the time. */
  public synchronized void add(LongFunction<Event> event) {
    try {
      out.write(EventJson.write(event.apply(TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong()))));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
