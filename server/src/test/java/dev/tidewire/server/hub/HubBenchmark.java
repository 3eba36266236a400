package dev.tidewire.server.hub;

import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import java.util.ArrayDeque;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A message of 128 bytes to a channel's 1,000 subscribers on one loop, each of which takes its
 * frame.
 */
@State(Scope.Thread)
public class HubBenchmark {
  private static final ChannelName CHANNEL = new ChannelName("chat:1");
  private static final int SUBSCRIBERS = 1000;

  private final JsonCodec codec = new JsonCodec();
  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final Hub hub = new Hub(loop::add, loop::add, new HubMetrics(new Metrics()));
  private final Message message =
      new Message(8, Payload.of("\"" + "x".repeat(126) + "\""), new UserId("alice"), 1);
  private long bytes;

  /** Fills the channel. */
  @Setup
  public void subscribe() {
    for (int i = 0; i < SUBSCRIBERS; i++) {
      hub.add(CHANNEL, new Counter());
    }
  }

  @Benchmark
  public long postToThousand() {
    hub.post(CHANNEL, new Delivery.OfMessage(CHANNEL, "e", message));
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
    return bytes;
  }

  private final class Counter extends Subscriber {
    @Override
    protected void deliver(Delivery.OfMessage delivery, Audience audience) {
      bytes += delivery.frame(codec).size();
    }

    @Override
    protected void deliver(Delivery.OfPresence delivery, Audience audience) {}

    @Override
    protected void deliver(Delivery.Checkpoint checkpoint) {}
  }
}
