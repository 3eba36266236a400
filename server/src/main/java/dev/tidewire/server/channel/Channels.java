package dev.tidewire.server.channel;

import dev.tidewire.server.auth.Operation;
import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Request;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The use cases on channels, the same for WebSocket and HTTP callers. Thread-safe, and nothing
 * blocks.
 *
 * <p>What is refused at once is thrown as a {@link Refusal}; what is refused later fails the stage
 * with one.
 */
public final class Channels {
  /**
   * Payload that one page of history holds at most. It leaves room in a connection's queue, whose
   * default bound is four times that.
   */
  public static final int PAGE_BYTES = 256 * 1024;

  private final Access access;
  private final Broker broker;
  private final Presence presence;
  private final Feeds feeds;
  private final List<Hub> hubs;
  private final int maxBacklog;
  private final ChannelMetrics metrics;

  /**
   * The use cases on these parts.
   *
   * @param hubs of all loops
   * @param feeds how this node listens to channels
   * @param clock of the ages of what it remembers
   * @param maxBacklog deliveries that may wait on a loop before publishes are refused with {@code
   *     UNAVAILABLE}
   */
  public Channels(
      Namespaces namespaces,
      Broker broker,
      Presence presence,
      FeedOptions feeds,
      InstantSource clock,
      List<Hub> hubs,
      int maxBacklog,
      ChannelMetrics metrics) {
    this.access = new Access(namespaces);
    this.broker = broker;
    this.presence = presence;
    this.feeds =
        new Feeds(
            new Resumes.Services(broker, new RecentBudget(feeds.maxRecentBytes()), clock, metrics),
            presence,
            feeds);
    this.hubs = List.copyOf(hubs);
    this.maxBacklog = maxBacklog;
    this.metrics = metrics;
  }

  /**
   * Publishes a message. The position is empty in a channel without history.
   *
   * @throws Refusal when the caller may not, the message is too large, or the loops are behind
   */
  public CompletionStage<Optional<Position>> publish(Caller caller, Request.Publish request) {
    Namespace namespace = access.require(caller, Operation.PUBLISH, request.channel());
    if (request.data().length() > namespace.maxMessageBytes()) {
      throw new Refusal(
          ErrorCode.TOO_LARGE,
          "The data is %d bytes; the namespace \"%s\" takes %d at most."
              .formatted(request.data().length(), namespace.name(), namespace.maxMessageBytes()));
    }
    refuseWhenBehind();
    UserId user = caller instanceof Caller.Client client ? client.principal().user() : null;
    metrics.published(request.data().length());
    return timed(
        new Publish(request.channel(), request.data(), user, request.key(), namespace.retention()));
  }

  private CompletionStage<Optional<Position>> timed(Publish publish) {
    long begun = System.nanoTime();
    CompletionStage<Optional<Position>> answer = broker.publish(publish);
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure == null) {
            metrics.acknowledged(System.nanoTime() - begun);
          } else {
            metrics.publishFailed();
          }
        });
    return answer;
  }

  /**
   * A page of the channel's history, newest last.
   *
   * @throws Refusal when the principal may not, or there is none
   */
  public CompletionStage<HistoryPage> history(Principal principal, Request.History request) {
    Namespace namespace =
        access.require(new Caller.Client(principal), Operation.HISTORY, request.channel());
    PageLimits limits = new PageLimits(request.limit(), PAGE_BYTES);
    return broker.read(
        request.channel(),
        new HistoryQuery.Before(request.before(), limits),
        namespace.retention());
  }

  /**
   * Some of the channel's members.
   *
   * @throws Refusal when the principal may not, or there is no presence
   */
  public CompletionStage<MemberPage> members(Principal principal, Request.Presence request) {
    access.require(new Caller.Client(principal), Operation.PRESENCE, request.channel());
    return members(request.channel(), request.after(), request.limit());
  }

  /** Some members of a channel that the caller has been let into. */
  public CompletionStage<MemberPage> members(
      ChannelName channel, @Nullable SessionId after, int limit) {
    return presence.members(channel, after, limit);
  }

  /**
   * The options of a channel that the principal may subscribe to as asked.
   *
   * @throws Refusal when it may not
   */
  public Namespace admit(Principal principal, Request.Subscribe request) {
    Caller caller = new Caller.Client(principal);
    if (request.rewind() > 0) {
      access.require(caller, Operation.HISTORY, request.channel());
    }
    if (request.presence()) {
      access.require(caller, Operation.PRESENCE, request.channel());
    }
    return access.require(caller, Operation.SUBSCRIBE, request.channel());
  }

  /** Whether the principal may still subscribe to a channel. */
  public boolean maySubscribe(Principal principal, ChannelName channel) {
    return principal.capabilities().allows(Operation.SUBSCRIBE, channel);
  }

  /**
   * Has the channel's deliveries posted to the hub; complete once everything that happens from now
   * on will be.
   */
  public CompletionStage<Void> attach(Hub hub, ChannelName channel, Namespace namespace) {
    return feeds.attach(hub, channel, namespace);
  }

  /** How many channels this node listens to. */
  public int listening() {
    return feeds.size();
  }

  /** Ends that for a hub in which nobody listens to the channel any more. */
  public void detach(Hub hub, ChannelName channel) {
    feeds.detach(hub, channel);
  }

  /** Reads history for a subscriber that has been admitted. */
  public CompletionStage<HistoryPage> read(
      ChannelName channel, HistoryQuery query, Namespace namespace) {
    return feeds.read(channel, query, namespace);
  }

  /**
   * Lets go of channels that nobody here listens to any more, and looks after the others. Called
   * every second or so; not on a loop.
   */
  public void tend() {
    feeds.tend();
  }

  /** Enters a subscriber into the channel's presence. */
  public CompletionStage<Void> join(ChannelName channel, Member member) {
    return presence.join(channel, member);
  }

  /** Takes a subscriber out of the channel's presence. */
  public CompletionStage<Void> leave(ChannelName channel, SessionId session) {
    return presence.leave(channel, session);
  }

  /** What is not delivered yet is held in memory, so there is a bound to it. */
  private void refuseWhenBehind() {
    for (Hub hub : hubs) {
      if (hub.backlog() >= maxBacklog) {
        metrics.refusedByBacklog();
        throw new Refusal(
            ErrorCode.UNAVAILABLE, "This server is behind with its deliveries; try again soon.");
      }
    }
  }
}
