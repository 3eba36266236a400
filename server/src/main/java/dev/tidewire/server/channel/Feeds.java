package dev.tidewire.server.channel;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.protocol.ChannelName;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which loops need which channel: the first one subscribes the node, the last one lets go.
 * Thread-safe.
 */
final class Feeds {
  private record Open(Feed feed, CompletionStage<Void> ready) {}

  private final Broker broker;
  private final Presence presence;
  private final ConcurrentMap<ChannelName, Open> open = new ConcurrentHashMap<>();

  Feeds(Broker broker, Presence presence) {
    this.broker = broker;
    this.presence = presence;
  }

  /**
   * Has the channel's deliveries posted to the hub. When the stage has completed, everything that
   * happens after that moment is. May be called again for a hub that is attached, to wait for the
   * same moment.
   */
  CompletionStage<Void> attach(Hub hub, ChannelName channel, Namespace namespace) {
    Open channelFeed =
        open.compute(
            channel,
            (_, current) -> {
              Open result = current == null ? open(channel, namespace) : current;
              result.feed.add(hub);
              return result;
            });
    return channelFeed.ready;
  }

  /** Ends it for this hub. */
  void detach(Hub hub, ChannelName channel) {
    open.computeIfPresent(
        channel,
        (_, current) -> {
          current.feed.remove(hub);
          if (!current.feed.isUnwanted()) {
            return current;
          }
          close(channel);
          return null;
        });
  }

  private Open open(ChannelName channel, Namespace namespace) {
    Feed feed = new Feed(channel);
    CompletionStage<Void> messages = broker.subscribe(channel, feed, namespace.retention());
    if (namespace.presence() == Namespace.PresenceMode.OFF) {
      return new Open(feed, messages);
    }
    CompletionStage<Void> changes = presence.watch(channel, feed);
    return new Open(feed, messages.thenCompose(_ -> changes));
  }

  private void close(ChannelName channel) {
    broker.unsubscribe(channel);
    presence.unwatch(channel);
  }
}
