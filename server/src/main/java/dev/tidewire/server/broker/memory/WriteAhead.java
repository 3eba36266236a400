package dev.tidewire.server.broker.memory;

import dev.tidewire.server.protocol.Refusal;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes what a publish will do outlive the process before anybody hears of it. Thread-safe. */
interface WriteAhead extends AutoCloseable {
  /** One thing to write. Exactly one of its callbacks is called once. */
  interface Entry {
    /** What to write. */
    JournalRecord record();

    /** It is written. Called in the order of the offers, from any thread. */
    void written();

    /** It is not written, nor is any later one before all that failed have been told so. */
    void failed();
  }

  /**
   * Takes an entry; never blocks.
   *
   * @throws Refusal {@code UNAVAILABLE}, when it was not taken; no callback will come
   */
  void offer(Entry entry);

  /** Whether entries can be taken. */
  boolean available();

  /**
   * Begins to write what is alive into a new place when most of what is written is dead.
   *
   * @param liveBytes how much is alive, by estimate
   * @param alive called on another thread
   */
  void compactIfWorthwhile(long liveBytes, Supplier<Stream<JournalRecord>> alive);

  /** Writes or fails what it took, then gives everything back. */
  @Override
  void close();

  /** Without a journal everything counts as written at once. */
  WriteAhead NONE =
      new WriteAhead() {
        @Override
        public void offer(Entry entry) {
          entry.written();
        }

        @Override
        public boolean available() {
          return true;
        }

        @Override
        public void compactIfWorthwhile(long liveBytes, Supplier<Stream<JournalRecord>> alive) {
          // Nothing is written.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };
}
