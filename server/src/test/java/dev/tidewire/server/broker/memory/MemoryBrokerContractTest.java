package dev.tidewire.server.broker.memory;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerContract;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.ChannelName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class MemoryBrokerContractTest extends BrokerContract {
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger channels = new AtomicInteger();

  @Override
  protected Broker open() throws Exception {
    return MemoryBroker.open(options(), clock, new BrokerMetrics(new Metrics()));
  }

  MemoryBrokerOptions options() throws Exception {
    return MemoryBrokerOptions.defaults();
  }

  @Override
  protected void pass(Duration time) {
    clock.pass(time);
  }

  @Override
  protected ChannelName unusedChannel() {
    return new ChannelName("chat:" + channels.incrementAndGet());
  }
}
