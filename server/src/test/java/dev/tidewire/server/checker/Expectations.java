package dev.tidewire.server.checker;

import java.util.EnumMap;
import java.util.Map;

/** What a run must keep to. The defaults allow no reset, no loss and no duplicate. */
public final class Expectations {
  private final Map<Expectation, Long> changed;

  private Expectations(Map<Expectation, Long> changed) {
    this.changed = changed;
  }

  public static Expectations defaults() {
    return new Expectations(new EnumMap<>(Expectation.class));
  }

  /** The same with another limit. */
  public Expectations with(Expectation expectation, long limit) {
    Map<Expectation, Long> copy = new EnumMap<>(Expectation.class);
    copy.putAll(changed);
    copy.put(expectation, limit);
    return new Expectations(copy);
  }

  long of(Expectation expectation) {
    return changed.getOrDefault(expectation, expectation.byDefault());
  }
}
