package dev.tidewire.server.broker.memory;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a shard that hold messages or keys, the least recently published one first.
 * Guarded by its shard, but for {@link #eldest}.
 */
final class PublishOrder {
  /** The answer of {@link #eldest} when there is none. */
  static final long NOTHING = Long.MAX_VALUE;

  private final LinkedHashSet<StoredChannel> channels = new LinkedHashSet<>();
  private volatile long eldest = NOTHING;

  /** A channel was published to. */
  void toEnd(StoredChannel channel) {
    channels.addLast(channel);
    noteEldest();
  }

  /** A channel holds nothing any more. */
  void remove(StoredChannel channel) {
    channels.remove(channel);
    noteEldest();
  }

  @Nullable StoredChannel first() {
    return channels.isEmpty() ? null : channels.getFirst();
  }

  /** When the first one was published to. From any thread. */
  long eldest() {
    return eldest;
  }

  private void noteEldest() {
    eldest = channels.isEmpty() ? NOTHING : channels.getFirst().published;
  }
}
