package dev.tidewire.loadtest.measure;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What one loop has seen. Written by that loop's thread only; others see the counters as they were
 * at the end of one of its turns, all of the same one, so that what is counted together is never
 * read apart. The histograms are read by the one thread that collects.
 */
// An array by ordinal is an EnumMap without its boxing; it never leaves this class.
@SuppressWarnings("EnumOrdinal")
public final class Tally {
  /** Three digits are finer than any run repeats. */
  private static final int DIGITS = 3;

  private static final long NANOS_PER_UNIT = 1_000;

  private final long[] counters = new long[Counter.values().length];
  private final SingleWriterRecorder[] recorders =
      new SingleWriterRecorder[Latency.values().length];

  /** Guarded by this. */
  private final long[] published = counters.clone();

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
    counters[counter.ordinal()] += amount;
  }

  /** Lets others see what was counted until now. Loop only. */
  public synchronized void publish() {
    System.arraycopy(counters, 0, published, 0, counters.length);
  }

  /** Records a duration; a negative one is a clock's granularity and counts as nothing. */
  public void record(Latency latency, long nanos) {
    recorders[latency.ordinal()].recordValue(Math.max(0, nanos / NANOS_PER_UNIT));
  }

  /** Adds the counters, as they were when they were last published. Thread-safe. */
  synchronized void addTo(Map<Counter, Long> sums) {
    for (Counter counter : Counter.values()) {
      sums.merge(counter, published[counter.ordinal()], Long::sum);
    }
  }

  /** What was recorded since the last call. Collector only. */
  Histogram interval(Latency latency) {
    return recorders[latency.ordinal()].getIntervalHistogram();
  }
}
