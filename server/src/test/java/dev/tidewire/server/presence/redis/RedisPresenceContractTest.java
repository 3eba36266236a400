package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.presence.PresenceContract;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.support.redis.SharedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by one server of Redis. */
class RedisPresenceContractTest extends PresenceContract {
  private static final UnusedChannels CHANNELS = new UnusedChannels();
  private static PresenceNode node;

  @BeforeAll
  static void connect() {
    node = PresenceNode.on(SharedRedis.url());
  }

  @AfterAll
  static void disconnect() {
    node.close();
  }

  @Override
  protected Presence open() {
    return new RedisPresence(
        node.redis(), RedisPresenceOptions.defaults(), new PresenceMetrics(new Metrics()));
  }

  @Override
  protected ChannelName unusedChannel() {
    return CHANNELS.next();
  }
}
