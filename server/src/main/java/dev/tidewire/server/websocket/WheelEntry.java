package dev.tidewire.server.websocket;

import org.jspecify.annotations.Nullable;

/**
 * Something that waits in a {@link TimingWheel}; its own list node, so that waiting allocates
 * nothing. Confined to the loop.
 */
abstract class WheelEntry {
  @Nullable WheelEntry previous;
  @Nullable WheelEntry next;
  long tick;

  /** Its time has come. It waits no longer, and may be scheduled again. */
  abstract void expire();

  final boolean isScheduled() {
    return next != null;
  }
}
