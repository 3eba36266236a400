package dev.tidewire.server.session;

import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Request;
import dev.tidewire.server.protocol.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The subscriptions of one session, begun and ended everywhere at once: here, in the hub, in the
 * feeds and in presence. Confined to the loop.
 */
final class Subscriptions {
  private static final int EXPECTED = 2;

  private final LoopServices services;
  private final Outlet outlet;
  private final SessionId session;
  private final Map<ChannelName, Subscription> byChannel = HashMap.newHashMap(EXPECTED);

  Subscriptions(LoopServices services, Outlet outlet, SessionId session) {
    this.services = services;
    this.outlet = outlet;
    this.session = session;
  }

  /**
   * Begins a subscription; messages wait in it from now on.
   *
   * @throws Refusal when the principal may not, it exists, or there are too many
   */
  Subscription begin(Principal principal, Request.Subscribe request) {
    Namespace namespace = services.channels().admit(principal, request);
    if (byChannel.containsKey(request.channel())) {
      throw new Refusal(
          ErrorCode.ALREADY_SUBSCRIBED,
          "This session is subscribed to %s already.".formatted(request.channel()));
    }
    int most = services.options().maxSubscriptions();
    if (byChannel.size() >= most) {
      services.metrics().tooManySubscriptions();
      throw new Refusal(
          ErrorCode.LIMIT_EXCEEDED, "A session has at most %d subscriptions.".formatted(most));
    }
    Subscription subscription = new Subscription(services, outlet, session, request, namespace);
    byChannel.put(request.channel(), subscription);
    services.hub().add(request.channel(), subscription);
    return subscription;
  }

  /**
   * Ends the subscription to a channel.
   *
   * @throws Refusal when there is none
   */
  void end(ChannelName channel) {
    Subscription subscription = byChannel.remove(channel);
    if (subscription == null) {
      throw new Refusal(
          ErrorCode.NOT_SUBSCRIBED, "This session is not subscribed to %s.".formatted(channel));
    }
    leave(subscription);
  }

  /** Ends this very subscription, if it has not been ended already. */
  void end(Subscription subscription) {
    if (byChannel.remove(subscription.channel(), subscription)) {
      leave(subscription);
    }
  }

  /** Ends the subscription to a channel and tells the client. True when there was one. */
  boolean remove(ChannelName channel) {
    Subscription subscription = byChannel.get(channel);
    if (subscription == null) {
      return false;
    }
    end(subscription);
    outlet.send(new Push.Unsubscribed(channel, ErrorCode.REMOVED));
    return true;
  }

  void endAll() {
    byChannel.values().forEach(this::leave);
    byChannel.clear();
  }

  /** Ends those that a new token no longer allows, and tells the client. */
  void endForbidden(Principal principal) {
    for (Subscription subscription : List.copyOf(byChannel.values())) {
      if (!services.channels().maySubscribe(principal, subscription.channel())) {
        end(subscription);
        outlet.send(new Push.Unsubscribed(subscription.channel(), ErrorCode.PERMISSION_DENIED));
      }
    }
  }

  void drained() {
    byChannel.values().forEach(Subscription::drained);
  }

  private void leave(Subscription subscription) {
    subscription.end();
    ChannelName channel = subscription.channel();
    if (services.hub().remove(channel, subscription) == Hub.Interest.NO_LONGER_WANTED) {
      services.channels().detach(services.hub(), channel);
    }
    if (subscription.namespace().presence() == Namespace.PresenceMode.ON) {
      services
          .channels()
          .leave(channel, session)
          .whenComplete((_, failure) -> {
            if (failure != null) {
              services.metrics().leaveFailed();
            }
          });
    }
  }
}
