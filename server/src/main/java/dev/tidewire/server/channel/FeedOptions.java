package dev.tidewire.server.channel;

import dev.tidewire.server.history.PageLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node listens to channels.
 *
 * @param linger how long it goes on listening after its last subscriber has left
 * @param recent how much of a channel's history it remembers, to answer resumes without asking the
 *     store; nothing when the store is inside this process
 * @param maxRecentBytes what it remembers of all channels together
 * @param audit after how long without a message it asks the store whether it has missed one; zero
 *     for never
 */
public record FeedOptions(
    Duration linger, Optional<PageLimits> recent, long maxRecentBytes, Duration audit) {

  /** For a store inside this process: nothing is remembered twice, and nothing can be missed. */
  public static FeedOptions embedded() {
    return new FeedOptions(Duration.ZERO, Optional.empty(), 0, Duration.ZERO);
  }
}
