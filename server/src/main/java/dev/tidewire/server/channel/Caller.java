package dev.tidewire.server.channel;

import dev.tidewire.server.auth.Principal;

/** Who uses a channel. */
public sealed interface Caller {
  /** A user's client: may do what both its token and the namespace allow. */
  record Client(Principal principal) implements Caller {}

  /** A back end that showed an API key: may do anything. */
  record BackEnd() implements Caller {}
}
