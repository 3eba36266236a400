package dev.tidewire.loadtest.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All counters at one moment. */
public final class Counts {
  private final Map<Counter, Long> values;

  private Counts(Map<Counter, Long> values) {
    this.values = values;
  }

  /** The sums over all loops. */
  static Counts of(List<Tally> tallies) {
    Map<Counter, Long> sums = new EnumMap<>(Counter.class);
    tallies.forEach(tally -> tally.addTo(sums));
    return new Counts(sums);
  }

  public long get(Counter counter) {
    return values.getOrDefault(counter, 0L);
  }

  /** What was added since an earlier moment. */
  public Counts since(Counts earlier) {
    Map<Counter, Long> differences = new EnumMap<>(Counter.class);
    values.forEach((counter, value) -> differences.put(counter, value - earlier.get(counter)));
    return new Counts(differences);
  }
}
