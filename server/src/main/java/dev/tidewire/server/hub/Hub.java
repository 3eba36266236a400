package dev.tidewire.server.hub;

import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.protocol.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who on one loop listens to what. Confined to the loop, but for {@link #post} and {@link
 * #backlog}, which may be called from any thread.
 *
 * <p>A delivery to very many subscribers is cut into slices with the loop's other work between
 * them, so that a channel with 100,000 subscribers holds up neither pings nor replies nor other
 * channels. The deliveries of one channel stay in order.
 */
public final class Hub {
  /** Subscribers that are served before the loop's other work gets its turn. */
  static final int SLICE = 512;

  /** One message in this many has its age measured: looking at a clock costs. */
  private static final int MEASURED = 16;

  private final Executor loop;
  private final Executor nextTick;
  private final HubMetrics metrics;
  private final Map<ChannelName, Roster> rosters = new HashMap<>();
  private final AtomicInteger backlog = new AtomicInteger();
  private int messages;

  /**
   * An empty hub.
   *
   * @param loop runs tasks on the loop's thread, in order
   * @param nextTick runs a task there after the loop's other work had its turn
   */
  public Hub(Executor loop, Executor nextTick, HubMetrics metrics) {
    this.loop = loop;
    this.nextTick = nextTick;
    this.metrics = metrics;
  }

  /** Begins to deliver the channel's messages to the subscriber. */
  public void add(ChannelName channel, Subscriber subscriber) {
    rosters.computeIfAbsent(channel, _ -> new Roster()).add(subscriber);
    metrics.subscribed();
  }

  /**
   * Ends the deliveries to the subscriber.
   *
   * @return what the channel is to this loop now
   */
  public Interest remove(ChannelName channel, Subscriber subscriber) {
    Roster roster = rosters.get(channel);
    if (roster == null || subscriber.slot < 0) {
      throw new IllegalStateException("The subscriber is not in this hub.");
    }
    roster.remove(subscriber);
    metrics.unsubscribed();
    if (!roster.isEmpty()) {
      return Interest.WANTED;
    }
    if (!roster.isBusy()) {
      rosters.remove(channel);
    }
    return Interest.NO_LONGER_WANTED;
  }

  /** Whether anybody on a loop listens to a channel. */
  public enum Interest {
    WANTED,
    NO_LONGER_WANTED
  }

  /**
   * Hands a delivery over to the loop. From any thread; deliveries of one channel must be posted in
   * its order.
   */
  public void post(ChannelName channel, Delivery delivery) {
    backlog.incrementAndGet();
    loop.execute(() -> accept(channel, delivery));
  }

  /** Deliveries that were posted and are not served yet. From any thread. */
  public int backlog() {
    return backlog.get();
  }

  private void accept(ChannelName channel, Delivery delivery) {
    Roster roster = rosters.get(channel);
    if (roster == null) {
      backlog.decrementAndGet(); // the last subscriber left while it was on its way
      return;
    }
    if (delivery instanceof Delivery.OfMessage of && messages++ % MEASURED == 0) {
      metrics.taken(of.message().at());
    }
    boolean idle = !roster.isBusy();
    roster.enqueue(delivery);
    if (idle) {
      serve(channel, roster);
    }
  }

  private void serve(ChannelName channel, Roster roster) {
    int waiting = roster.waiting();
    int served = 0;
    while (roster.isBusy() && served < SLICE) {
      served += roster.serve(SLICE);
    }
    metrics.delivered(served);
    backlog.addAndGet(roster.waiting() - waiting);
    if (roster.isBusy()) {
      nextTick.execute(() -> serve(channel, roster));
    } else if (roster.isEmpty()) {
      rosters.remove(channel);
    }
  }
}
