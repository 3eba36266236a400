package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.Member;

/** A member, and the lease by which it is there. */
record Entry(String node, Member member) {}
