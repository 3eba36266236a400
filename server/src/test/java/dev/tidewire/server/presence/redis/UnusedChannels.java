package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.ChannelName;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Channels that nobody else uses, also on a Redis that others use. */
final class UnusedChannels {
  private final String run = UUID.randomUUID().toString();
  private final AtomicInteger last = new AtomicInteger();

  ChannelName next() {
    return new ChannelName("chat:" + run + "/" + last.incrementAndGet());
  }
}
