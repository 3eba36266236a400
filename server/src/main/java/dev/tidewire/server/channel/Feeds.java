package dev.tidewire.server.channel;

import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.protocol.ChannelName;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which loops need which channel: the first one subscribes the node, and some time after the last
 * one has left the node lets go. Thread-safe.
 */
final class Feeds {
  private record Open(Feed feed, CompletionStage<Void> ready) {}

  private final Resumes.Services services;
  private final Presence presence;
  private final FeedOptions options;
  private final ConcurrentMap<ChannelName, Open> open = new ConcurrentHashMap<>();

  Feeds(Resumes.Services services, Presence presence, FeedOptions options) {
    this.services = services;
    this.presence = presence;
    this.options = options;
    services.metrics().showFeeds(open::size, services.budget()::used);
  }

  /**
   * Has the channel's deliveries posted to the hub. When the stage has completed, everything that
   * happens after that moment is. May be called again for a hub that is attached, to wait for the
   * same moment. When it fails, nothing is posted.
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
    return channelFeed.ready.whenComplete((_, failure) -> {
      if (failure != null && open.remove(channel, channelFeed)) {
        close(channel, channelFeed.feed);
      }
    });
  }

  /** Ends it for this hub. */
  void detach(Hub hub, ChannelName channel) {
    open.computeIfPresent(
        channel,
        (_, current) -> {
          current.feed.remove(hub);
          return options.linger().isZero() ? closedIfUnwanted(channel, current) : current;
        });
  }

  /** Reads history for a subscriber whose hub is attached. */
  CompletionStage<HistoryPage> read(ChannelName channel, HistoryQuery query, Namespace namespace) {
    Open current = open.get(channel);
    return current == null
        ? services.broker().read(channel, query, namespace.retention())
        : current.feed.read(query);
  }

  /** Lets go of what nobody wants any more, and looks after the rest. Not for a loop. */
  void tend() {
    long now = services.clock().millis();
    long until = now - options.linger().toMillis();
    for (ChannelName channel : open.keySet()) {
      open.computeIfPresent(
          channel,
          (_, current) -> {
            if (current.feed.unwantedSince() <= until) {
              return closedIfUnwanted(channel, current);
            }
            return current;
          });
      Open current = open.get(channel);
      if (current != null) {
        current.feed.tend(now, options.audit().toMillis());
      }
    }
  }

  private @Nullable Open closedIfUnwanted(ChannelName channel, Open current) {
    if (!current.feed.isUnwanted()) {
      return current;
    }
    close(channel, current.feed);
    return null;
  }

  int size() {
    return open.size();
  }

  private Open open(ChannelName channel, Namespace namespace) {
    Feed feed = new Feed(services, channel, namespace, options.recent().orElse(null));
    CompletionStage<Void> messages =
        services
            .broker()
            .subscribe(channel, feed, namespace.retention())
            .thenCompose(_ -> feed.begin());
    if (namespace.presence() == Namespace.PresenceMode.OFF) {
      return new Open(feed, messages);
    }
    CompletionStage<Void> changes = presence.watch(channel, feed);
    return new Open(feed, messages.thenCompose(_ -> changes));
  }

  private void close(ChannelName channel, Feed feed) {
    feed.close();
    services.broker().unsubscribe(channel);
    if (feed.namespace().presence() == Namespace.PresenceMode.ON) {
      presence.unwatch(channel);
    }
  }
}
