package dev.tidewire.server.broker.redis;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerContract;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.support.redis.RedisCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by a cluster of three shards. */
class RedisClusterBrokerContractTest extends BrokerContract {
  private static RedisCluster cluster;
  private static RedisFixture fixture;

  @BeforeAll
  static void connect() {
    cluster = RedisCluster.start();
    fixture =
        RedisFixture.connected("redis-cluster://127.0.0.1:" + cluster.nodes().getFirst().port());
  }

  @AfterAll
  static void disconnect() {
    fixture.close();
    cluster.close();
  }

  @Override
  protected Broker open() {
    return fixture.broker();
  }

  @Override
  protected void pass(Duration time) {
    RedisFixture.pass(time);
  }

  @Override
  protected ChannelName unusedChannel() {
    return fixture.unusedChannel();
  }
}
