package dev.tidewire.server.redis;

import dev.tidewire.server.redis.RedisAddress.Host;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which shard has which slot. Thread-safe; what changes it runs on the timer's thread. */
interface Topology {
  /** Begins to connect. On the timer's thread. */
  void open();

  /** The shard that has the slot; null while nobody is known to have it. */
  @Nullable Shard shard(int slot);

  /** The shard at an address that a redirection named; null when it is not known yet. */
  @Nullable Shard at(Host host);

  /** All shards. */
  Collection<Shard> shards();

  /** Whether every slot is served by a shard that is available. */
  boolean available();

  /** The last answer was that something has moved: looks soon who has what now. */
  void outdated();
}
