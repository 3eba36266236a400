package dev.tidewire.server.presence.memory;

import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.presence.PresenceContract;
import dev.tidewire.server.protocol.ChannelName;
import java.util.concurrent.atomic.AtomicInteger;

class MemoryPresenceTest extends PresenceContract {
  private final AtomicInteger channels = new AtomicInteger();

  @Override
  protected Presence open() {
    return new MemoryPresence();
  }

  @Override
  protected ChannelName unusedChannel() {
    return new ChannelName("chat:" + channels.incrementAndGet());
  }
}
