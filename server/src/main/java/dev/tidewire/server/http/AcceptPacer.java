package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Pace;

/**
 * Decides how long the sockets of a crowd are left to gather before they are taken together.
 * Confined to the acceptor's thread.
 *
 * <p>A connect is a few short turns of code and data that the processor's caches have lost since
 * the last one, and each turn wakes a thread. Several in a row share both. So once {@link #CROWD}
 * sockets have come within {@link #LONGEST_NANOS}, the next ones wait until some {@link #ENOUGH}
 * are there, and never longer than that. When a wait brought only few there is no crowd: clients
 * that come one after the other, each when the last one was served, would only be held up. They are
 * let alone for {@link #REST_NANOS}.
 */
final class AcceptPacer {
  static final long LONGEST_NANOS = 10_000_000;
  static final long REST_NANOS = 100_000_000;
  static final int CROWD = 8;
  static final int ENOUGH = 32;

  private final Pace pace;
  private long windowStart;
  private int inWindow;

  /** How long the sockets that come next are left to gather; 0 while there is no crowd. */
  private long wait;

  private AcceptPacer(Pace pace, long now) {
    this.pace = pace;
    this.windowStart = now;
  }

  /** One that lets a crowd gather, or with {@link Pace#PROMPT} never does. */
  static AcceptPacer of(Pace pace, long now) {
    return new AcceptPacer(pace, now);
  }

  /**
   * How long to leave the next sockets alone.
   *
   * @param count how many were taken together
   * @return in nanoseconds; 0 to take the next one as soon as it comes
   */
  long accepted(int count, long now) {
    if (pace == Pace.PROMPT) {
      return 0;
    }
    if (wait == 0) {
      wait = isCrowd(count, now) ? LONGEST_NANOS : 0;
    } else if (count < CROWD) {
      wait = 0;
      windowStart = now + REST_NANOS;
      inWindow = 0;
    } else {
      wait = Math.min(LONGEST_NANOS, wait * ENOUGH / count);
    }
    return wait;
  }

  private boolean isCrowd(int count, long now) {
    long age = now - windowStart;
    if (age < 0) {
      return false;
    }
    if (age > LONGEST_NANOS) {
      windowStart = now;
      inWindow = 0;
    }
    inWindow += count;
    return inWindow >= CROWD;
  }
}
