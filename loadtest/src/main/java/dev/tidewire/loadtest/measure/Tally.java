package dev.tidewire.loadtest.measure;

import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What one loop has seen. Written by that loop's thread only, without a lock; read by the one
 * thread that collects.
 */
// An array by ordinal is an EnumMap without its boxing; it never leaves this class.
@SuppressWarnings("EnumOrdinal")
public final class Tally {
  /** Three digits are finer than any run repeats. */
  private static final int DIGITS = 3;

  private static final long NANOS_PER_UNIT = 1_000;

  private final AtomicLongArray counters = new AtomicLongArray(Counter.values().length);
  private final SingleWriterRecorder[] recorders =
      new SingleWriterRecorder[Latency.values().length];

  public Tally() {
    for (int i = 0; i < recorders.length; i++) {
      recorders[i] = new SingleWriterRecorder(DIGITS);
    }
  }

  /** An empty histogram of microseconds. */
  public static Histogram histogram() {
    return new Histogram(DIGITS);
  }

  public void count(Counter counter) {
    add(counter, 1);
  }

  public void add(Counter counter, long amount) {
    int index = counter.ordinal();
    counters.lazySet(index, counters.getPlain(index) + amount);
  }

  /** Records a duration; a negative one is a clock's granularity and counts as nothing. */
  public void record(Latency latency, long nanos) {
    recorders[latency.ordinal()].recordValue(Math.max(0, nanos / NANOS_PER_UNIT));
  }

  long total(Counter counter) {
    return counters.get(counter.ordinal());
  }

  /** What was recorded since the last call. Collector only. */
  Histogram interval(Latency latency) {
    return recorders[latency.ordinal()].getIntervalHistogram();
  }
}
