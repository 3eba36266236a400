package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.Member;

/** A member has come or gone, as a listener hears it. */
record Report(Kind kind, Member member) {
  enum Kind {
    JOINED,
    LEFT
  }
}
