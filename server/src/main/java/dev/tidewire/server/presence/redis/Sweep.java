package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.presence.redis.Store.Swept;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Removes the members of a dead node from one channel, a part at a time. Several nodes may do that
 * at once; whoever comes later finds nothing.
 */
record Sweep(Store store, PresenceMetrics metrics, ChannelName channel, String node) {
  /** Begins; the stage tells the version in which all of them are gone. */
  CompletionStage<Version> run() {
    return part(null);
  }

  private CompletionStage<Version> part(@Nullable SessionId after) {
    return store.sweep(channel, node, after).thenCompose(this::next);
  }

  private CompletionStage<Version> next(Swept swept) {
    metrics.swept(swept.members());
    SessionId behind = swept.behind();
    return behind == null ? CompletableFuture.completedStage(swept.version()) : part(behind);
  }
}
