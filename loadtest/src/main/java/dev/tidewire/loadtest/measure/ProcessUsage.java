package dev.tidewire.loadtest.measure;

/**
 * What processes have used at one moment, all of them together.
 *
 * @param userNanos CPU time in their own code
 * @param systemNanos CPU time in the kernel on their behalf
 * @param residentBytes memory that is in RAM
 */
public record ProcessUsage(long userNanos, long systemNanos, long residentBytes) {
  /** Nothing. */
  public static final ProcessUsage NONE = new ProcessUsage(0, 0, 0);

  public long cpuNanos() {
    return userNanos + systemNanos;
  }

  /** Both together. */
  public ProcessUsage plus(ProcessUsage other) {
    return new ProcessUsage(
        userNanos + other.userNanos,
        systemNanos + other.systemNanos,
        residentBytes + other.residentBytes);
  }

  /** The CPU time since an earlier moment, and the memory now. */
  public ProcessUsage since(ProcessUsage earlier) {
    return new ProcessUsage(
        userNanos - earlier.userNanos, systemNanos - earlier.systemNanos, residentBytes);
  }
}
