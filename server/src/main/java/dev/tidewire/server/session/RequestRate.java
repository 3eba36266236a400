package dev.tidewire.server.session;

/**
 * A token bucket over the requests of one session, and a second one over the refusals that the
 * first one causes. Confined to the loop; time is passed in.
 */
final class RequestRate {
  enum Verdict {
    ALLOWED,
    REFUSED,
    /** The client goes on although it is refused all the time. */
    FLOOD
  }

  private static final double NANOS_PER_SECOND = 1e9;

  private final int perSecond;
  private final int burst;
  private double requests;
  private double refusals;
  private long last;

  RequestRate(int perSecond, int burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.requests = burst;
    this.refusals = burst;
    this.last = now;
  }

  /** Counts a request at {@code now}, in nanoseconds. */
  Verdict take(long now) {
    double earned = (now - last) / NANOS_PER_SECOND * perSecond;
    last = now;
    requests = Math.min(burst, requests + earned);
    refusals = Math.min(burst, refusals + earned);
    if (requests >= 1) {
      requests--;
      return Verdict.ALLOWED;
    }
    if (refusals >= 1) {
      refusals--;
      return Verdict.REFUSED;
    }
    return Verdict.FLOOD;
  }
}
