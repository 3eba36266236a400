package dev.tidewire.server.channel;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What this node hears of one channel, handed on to the loops that want it. Thread-safe. */
final class Feed implements BrokerListener, PresenceListener {
  private final ChannelName channel;
  private final CopyOnWriteArrayList<Hub> hubs = new CopyOnWriteArrayList<>();

  Feed(ChannelName channel) {
    this.channel = channel;
  }

  /** Begins to hand on to the hub; nothing changes when it is there already. */
  void add(Hub hub) {
    hubs.addIfAbsent(hub);
  }

  void remove(Hub hub) {
    hubs.remove(hub);
  }

  boolean isUnwanted() {
    return hubs.isEmpty();
  }

  @Override
  public void published(String epoch, Message message) {
    post(new Delivery.OfMessage(channel, epoch, message));
  }

  @Override
  public void joined(List<Member> members) {
    post(Delivery.OfPresence.joined(channel, members));
  }

  @Override
  public void left(List<Member> members) {
    post(Delivery.OfPresence.left(channel, members));
  }

  private void post(Delivery delivery) {
    for (Hub hub : hubs) {
      hub.post(channel, delivery);
    }
  }
}
