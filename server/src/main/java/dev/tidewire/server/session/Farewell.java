package dev.tidewire.server.session;

import dev.tidewire.server.protocol.CloseReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Closes a session behind the replies that it owes, so that whoever publishes learns what became of
 * it. Requests that come meanwhile are left to the client's next session. Confined to the loop.
 */
final class Farewell {
  /** How long replies hold up the close. */
  private static final Duration REPLIES_WITHIN = Duration.ofSeconds(1);

  private final LoopServices services;
  private final Outlet outlet;

  /** Requests that have not been answered yet. */
  private int owed;

  /** Why the session ends; null while it does not. */
  private @Nullable CloseReason reason;

  Farewell(LoopServices services, Outlet outlet) {
    this.services = services;
    this.outlet = outlet;
  }

  /** A request waits for its reply. */
  void owes() {
    owed++;
  }

  /** It was answered. */
  void paid() {
    owed--;
    if (owed == 0 && reason != null) {
      outlet.close(reason);
    }
  }

  /** Closes the session as soon as it owes nothing; nothing happens when it is on its way. */
  void say(CloseReason why) {
    if (reason != null || !outlet.isOpen()) {
      return;
    }
    reason = why;
    if (owed == 0) {
      outlet.close(why);
    } else {
      outlet.suspendRequests();
      services.loop().schedule(REPLIES_WITHIN, () -> outlet.close(why));
    }
  }

  boolean isSaid() {
    return reason != null;
  }
}
