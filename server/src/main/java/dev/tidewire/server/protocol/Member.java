package dev.tidewire.server.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One session that is present in a channel.
 *
 * @param info what its token says of it; null when it says nothing
 */
public record Member(SessionId session, UserId user, @Nullable Payload info) {}
