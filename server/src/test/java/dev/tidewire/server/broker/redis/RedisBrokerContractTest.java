package dev.tidewire.server.broker.redis;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerContract;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.support.redis.SharedRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by one server of Redis. */
class RedisBrokerContractTest extends BrokerContract {
  private static RedisFixture fixture;

  @BeforeAll
  static void connect() {
    fixture = RedisFixture.connected(SharedRedis.url());
  }

  @AfterAll
  static void disconnect() {
    fixture.close();
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
