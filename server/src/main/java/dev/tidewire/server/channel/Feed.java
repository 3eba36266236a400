package dev.tidewire.server.channel;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.history.CatchUp;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Step;
import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What this node hears of one channel, handed on to the loops that want it, in the channel's order
 * and without a hole. Thread-safe.
 *
 * <p>It stands at a position like a subscriber does. A message that does not follow, or word that
 * some may have been missed, makes it read the history from there on, and what comes meanwhile
 * waits. What the history no longer has is announced to the loops as a {@link Delivery.Checkpoint};
 * each subscriber then finds out for itself what it has lost.
 */
final class Feed implements BrokerListener, PresenceListener {
  /** Live messages that wait while the feed reads; those beyond are read from the history too. */
  private static final PageLimits BACKLOG = new PageLimits(1024, 4 * Channels.PAGE_BYTES);

  private static final PageLimits PAGE = new PageLimits(1000, Channels.PAGE_BYTES);
  private static final PageLimits NOTHING = new PageLimits(1, 1);

  private final Resumes.Services services;
  private final ChannelName channel;
  private final Namespace namespace;
  private final @Nullable Resumes resumes;
  private final CatchUp catchUp;
  private final CopyOnWriteArrayList<Hub> hubs = new CopyOnWriteArrayList<>();

  private boolean opened;
  private boolean closed;

  /** Whether something may be missing that the read under way does not bring. */
  private boolean doubtful;

  /** Where to read on after a read that failed. */
  private @Nullable Position failedAt;

  private long quietSince;
  private long unwantedSince;

  Feed(
      Resumes.Services services,
      ChannelName channel,
      Namespace namespace,
      @Nullable PageLimits remembered) {
    this.services = services;
    this.channel = channel;
    this.namespace = namespace;
    boolean keeps = namespace.retention().keepsHistory();
    this.resumes =
        keeps && remembered != null
            ? new Resumes(services, channel, namespace.retention(), remembered)
            : null;
    this.catchUp = keeps ? CatchUp.fresh(BACKLOG) : CatchUp.plain();
    this.quietSince = services.clock().millis();
  }

  /** The options of the channel. */
  Namespace namespace() {
    return namespace;
  }

  /** Finds out where the channel stands, once the node listens to it. */
  CompletionStage<Void> begin() {
    if (!namespace.retention().keepsHistory()) {
      return CompletableFuture.completedStage(null);
    }
    return services
        .broker()
        .read(channel, new HistoryQuery.Last(0, NOTHING), namespace.retention())
        .thenAccept(this::opened);
  }

  /** Begins to hand on to the hub; nothing changes when it is there already. */
  void add(Hub hub) {
    hubs.addIfAbsent(hub);
  }

  void remove(Hub hub) {
    hubs.remove(hub);
    synchronized (this) {
      unwantedSince = services.clock().millis();
    }
  }

  boolean isUnwanted() {
    return hubs.isEmpty();
  }

  /** Since when nobody wants it, in milliseconds since 1970. */
  synchronized long unwantedSince() {
    return unwantedSince;
  }

  /** Reads history for a subscriber. */
  CompletionStage<HistoryPage> read(HistoryQuery query) {
    return resumes != null
        ? resumes.read(query)
        : services.broker().read(channel, query, namespace.retention());
  }

  /** Repeats a read that failed; asks whether something is missing after {@code audit} of quiet. */
  synchronized void tend(long now, long audit) {
    Position after = failedAt;
    if (after != null) {
      failedAt = null;
      read(after);
    } else if (opened && audit > 0 && now - quietSince >= audit) {
      quietSince = now;
      follow(catchUp.doubt());
    }
  }

  /** Nothing is handed on any more. */
  synchronized void close() {
    closed = true;
    if (resumes != null) {
      resumes.forget();
    }
  }

  @Override
  public synchronized void published(String epoch, Message message) {
    if (closed) {
      return;
    }
    quietSince = services.clock().millis();
    if (catchUp.accepts(epoch, message.offset())) {
      deliver(epoch, message);
    } else {
      follow(catchUp.live(epoch, message));
    }
  }

  @Override
  public synchronized void interrupted() {
    if (closed) {
      return;
    }
    services.metrics().interrupted();
    doubtful = !catchUp.isLive();
    if (opened) {
      follow(catchUp.doubt());
    }
  }

  @Override
  public void joined(List<Member> members) {
    post(Delivery.OfPresence.joined(channel, members));
  }

  @Override
  public void left(List<Member> members) {
    post(Delivery.OfPresence.left(channel, members));
  }

  private synchronized void opened(HistoryPage page) {
    opened = true;
    if (resumes != null) {
      resumes.begin(page.top());
    }
    follow(catchUp.page(page));
  }

  private void follow(Step step) {
    if (closed) {
      return;
    }
    Position position = catchUp.position();
    if (position != null) {
      step.deliver().forEach(message -> deliver(position.epoch(), message));
    }
    switch (step.next()) {
      case Step.Next.Wait _ -> {}
      case Step.Next.Live _ -> {
        if (doubtful) {
          doubtful = false;
          follow(catchUp.doubt());
        }
      }
      case Step.Next.Read(Position after) -> read(after);
      case Step.Next.Lost(Position at) -> {
        services.metrics().lost();
        if (resumes != null) {
          resumes.begin(at);
        }
        post(new Delivery.Checkpoint(at));
        follow(catchUp.proceed());
      }
    }
  }

  private void read(Position after) {
    services.metrics().healing();
    var _ =
        services
            .broker()
            .read(channel, new HistoryQuery.After(after, PAGE), namespace.retention())
            .whenComplete((page, failure) -> readDone(after, page));
  }

  private synchronized void readDone(Position after, @Nullable HistoryPage page) {
    if (page == null) {
      failedAt = after;
    } else {
      follow(catchUp.page(page));
    }
  }

  private void deliver(String epoch, Message message) {
    if (resumes != null && message.offset() > 0) {
      resumes.remember(epoch, message);
    }
    post(new Delivery.OfMessage(channel, epoch, message));
  }

  private void post(Delivery delivery) {
    for (Hub hub : hubs) {
      hub.post(channel, delivery);
    }
  }
}
