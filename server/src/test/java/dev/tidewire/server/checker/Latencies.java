package dev.tidewire.server.checker;

/** Durations in microseconds, counted in buckets that are an eighth of their size wide. */
final class Latencies {
  private static final int PARTS = 8;
  private static final int PART_BITS = 3;

  private final long[] buckets = new long[Long.SIZE * PARTS];
  private long count;
  private long longest;

  void add(long micros) {
    long value = Math.max(0, micros);
    buckets[bucket(value)]++;
    count++;
    longest = Math.max(longest, value);
  }

  long longest() {
    return longest;
  }

  /** A value that so many percent do not exceed, 12.5 % too large at most. */
  long percentile(double percent) {
    long wanted = (long) Math.ceil(count * percent / 100);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= wanted && seen > 0) {
        return Math.min(longest, upperEnd(i));
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return "p50 %.1f ms, p99 %.1f ms, at most %.1f ms"
        .formatted(percentile(50) / 1000.0, percentile(99) / 1000.0, longest / 1000.0);
  }

  private static int bucket(long value) {
    if (value < PARTS) {
      return (int) value;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    int part = (int) (value >>> (exponent - PART_BITS)) & (PARTS - 1);
    return (exponent - PART_BITS + 1) * PARTS + part;
  }

  private static long upperEnd(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int exponent = bucket / PARTS + PART_BITS - 1;
    long part = bucket % PARTS;
    return ((PARTS + part + 1) << (exponent - PART_BITS)) - 1;
  }
}
