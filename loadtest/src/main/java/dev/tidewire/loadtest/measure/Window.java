package dev.tidewire.loadtest.measure;

/**
 * The measured part of a run. A latency counts when its message was meant to be sent in here, so
 * that neither the warm-up nor the end colours it. Thread-safe.
 */
public final class Window {
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;

  public void open(long nanoTime) {
    from = nanoTime;
  }

  public void close(long nanoTime) {
    to = nanoTime;
  }

  /** Whether this moment of {@link System#nanoTime} is measured. */
  public boolean contains(long nanoTime) {
    long begin = from;
    return begin != Long.MAX_VALUE
        && nanoTime - begin >= 0
        && (to == Long.MAX_VALUE || nanoTime - to < 0);
  }
}
