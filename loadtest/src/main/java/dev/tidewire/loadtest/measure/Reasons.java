package dev.tidewire.loadtest.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Why things failed, counted by sentence. Thread-safe; bounded. */
public final class Reasons {
  private static final int MAX = 40;
  private static final int MAX_LENGTH = 160;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  public void count(String reason) {
    String shown = reason.length() > MAX_LENGTH ? reason.substring(0, MAX_LENGTH) : reason;
    String key = counts.containsKey(shown) || counts.size() < MAX ? shown : "other";
    counts.computeIfAbsent(key, none -> new LongAdder()).increment();
  }

  /** The counts so far, by reason. */
  public Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((reason, count) -> copy.put(reason, count.sum()));
    return copy;
  }
}
