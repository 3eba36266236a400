package dev.tidewire.loadtest.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/** Adds up what the loops' tallies hold. The histograms are confined to the collecting thread. */
public final class Collector {
  private final List<Tally> tallies = new CopyOnWriteArrayList<>();
  private final Map<Latency, Histogram> totals = new EnumMap<>(Latency.class);

  public Collector() {
    for (Latency latency : Latency.values()) {
      totals.put(latency, Tally.histogram());
    }
  }

  /** A tally for one more loop. Thread-safe. */
  public Tally newTally() {
    Tally tally = new Tally();
    tallies.add(tally);
    return tally;
  }

  /** All counters now. Thread-safe. */
  public Counts counts() {
    return Counts.of(new ArrayList<>(tallies));
  }

  /** What was recorded since the last call; it is added to the totals. */
  public Map<Latency, Histogram> interval() {
    Map<Latency, Histogram> intervals = new EnumMap<>(Latency.class);
    for (Latency latency : Latency.values()) {
      Histogram sum = Tally.histogram();
      for (Tally tally : tallies) {
        sum.add(tally.interval(latency));
      }
      intervals.put(latency, sum);
      total(latency).add(sum);
    }
    return intervals;
  }

  /** Everything that {@link #interval} has collected. */
  public Histogram total(Latency latency) {
    Histogram total = totals.get(latency);
    if (total == null) {
      throw new IllegalStateException("No histogram for " + latency);
    }
    return total;
  }
}
