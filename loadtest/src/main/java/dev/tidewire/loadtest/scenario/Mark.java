package dev.tidewire.loadtest.scenario;

/** The moments of a run at which everything is read. */
public enum Mark {
  /** Before anything. */
  START,
  /** The first connection is about to be made; a rehearsal may have come before. */
  CONNECTING,
  /** All clients are ready. */
  CONNECTED,
  /** A while later, when nothing moves any more. */
  SETTLED,
  /** The end of a time in which nothing happened. */
  IDLE,
  /** The measurement begins. */
  MEASURE_FROM,
  /** The measurement ends. */
  MEASURE_TO
}
