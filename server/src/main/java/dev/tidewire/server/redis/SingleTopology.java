package dev.tidewire.server.redis;

import dev.tidewire.server.redis.RedisAddress.Host;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server has everything: it stands alone, or sentinels say which one it is. */
final class SingleTopology implements Topology {
  private final Shard shard;

  SingleTopology(Shard shard) {
    this.shard = shard;
  }

  @Override
  public void open() {
    shard.open();
  }

  @Override
  public Shard shard(int slot) {
    return shard;
  }

  @Override
  public @Nullable Shard at(Host host) {
    return null;
  }

  @Override
  public Collection<Shard> shards() {
    return List.of(shard);
  }

  @Override
  public boolean available() {
    return shard.available();
  }

  /** The server was demoted: the next connection goes to the one that leads now. */
  @Override
  public void outdated() {
    CommandSession session = shard.commands();
    if (session != null) {
      session.end();
    }
  }
}
