package dev.tidewire.server.presence;

import dev.tidewire.server.protocol.Member;
import java.util.List;

/**
 * Hears who comes to and who leaves one channel: one call at a time, in order, from any thread. It
 * must not block nor call back into the presence.
 */
public interface PresenceListener {
  /** These are here now. One that was known is replaced. */
  void joined(List<Member> members);

  /** These are gone. */
  void left(List<Member> members);
}
