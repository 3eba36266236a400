package dev.tidewire.server.broker;

import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into a channel.
 *
 * @param user who publishes; null for a back end
 * @param key makes a retry of this user's (or of the back ends') publish to this channel safe; null
 *     for none
 * @param retention the channel's
 */
public record Publish(
    ChannelName channel,
    Payload data,
    @Nullable UserId user,
    @Nullable IdempotencyKey key,
    Retention retention) {}
