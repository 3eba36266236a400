package dev.tidewire.server.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One message of a channel.
 *
 * @param offset its number in the channel's epoch, from 1; 0 in a channel without history
 * @param data what was published
 * @param user who published it; null when a back end did
 * @param at when the server took it, in milliseconds since 1970
 */
public record Message(long offset, Payload data, @Nullable UserId user, long at) {}
