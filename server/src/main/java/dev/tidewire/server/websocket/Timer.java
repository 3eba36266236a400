package dev.tidewire.server.websocket;

/** One scheduled task of a {@link Loop}. Confined to the loop. */
@SuppressWarnings("DoNotCallSuggester")
public final class Timer {
  Timer() {}

  /** The task will not run any more. Without effect after it ran. */
  public void cancel() {
    throw new UnsupportedOperationException();
  }
}
