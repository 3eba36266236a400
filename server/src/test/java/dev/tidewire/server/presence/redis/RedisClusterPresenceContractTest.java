package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.presence.PresenceContract;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.support.redis.RedisCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by a cluster of three shards. */
class RedisClusterPresenceContractTest extends PresenceContract {
  private static final UnusedChannels CHANNELS = new UnusedChannels();
  private static RedisCluster cluster;
  private static PresenceNode node;

  @BeforeAll
  static void connect() {
    cluster = RedisCluster.start();
    node = PresenceNode.on("redis-cluster://127.0.0.1:" + cluster.nodes().getFirst().port());
  }

  @AfterAll
  static void disconnect() {
    node.close();
    cluster.close();
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
