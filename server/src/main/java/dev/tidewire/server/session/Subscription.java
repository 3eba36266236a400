package dev.tidewire.server.session;

import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.history.CatchUp;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Step;
import dev.tidewire.server.hub.Audience;
import dev.tidewire.server.hub.Delivery;
import dev.tidewire.server.hub.Subscriber;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.protocol.Request;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.websocket.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One channel in one conversation. Confined to the loop.
 *
 * <p>It joins the hub first, so that nothing is missed, and speaks only after the reply to its
 * subscribe was sent ({@link #begin}): until then messages wait in the catch-up, and news of
 * members here.
 */
final class Subscription extends Subscriber {
  /**
   * What a subscriber holds of live messages while it reads history; beyond it, it reads them from
   * the history too.
   */
  static final PageLimits BACKLOG = new PageLimits(256, Channels.PAGE_BYTES);

  static final PageLimits PAGE = new PageLimits(Request.MAX_MESSAGES, Channels.PAGE_BYTES);

  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOK_FOR_ROOM_AFTER = Duration.ofMillis(100);

  private enum Stage {
    OPENING,
    OPEN,
    ENDED
  }

  private final LoopServices services;
  private final Outlet outlet;
  private final SessionId self;
  private final ChannelName channel;
  private final Namespace namespace;
  private final boolean wantsPresence;

  private Stage stage = Stage.OPENING;
  private CatchUp catchUp;
  private @Nullable List<Delivery.OfPresence> heldNews;
  private @Nullable Position missedCheckpoint;

  /** Where to read on once there is room in the queue; null when nothing waits for that. */
  private @Nullable Position waitsForRoom;

  Subscription(
      LoopServices services,
      Outlet outlet,
      SessionId self,
      Request.Subscribe request,
      Namespace namespace) {
    this.services = services;
    this.outlet = outlet;
    this.self = self;
    this.channel = request.channel();
    this.namespace = namespace;
    this.wantsPresence = request.presence();
    this.catchUp = CatchUp.plain();
  }

  ChannelName channel() {
    return channel;
  }

  Namespace namespace() {
    return namespace;
  }

  boolean isEnded() {
    return stage == Stage.ENDED;
  }

  /** Takes its place: live messages wait here from now on for the page of the first read. */
  void await(CatchUp from) {
    catchUp = from;
  }

  /**
   * Takes the page of the first read.
   *
   * @return where it stands now, what to send, and what then
   */
  Step take(HistoryPage page) {
    return catchUp.page(page);
  }

  /** Where it stands; null in a channel without history. */
  @Nullable Position position() {
    return catchUp.position();
  }

  /** The reply was sent: speaks from now on, beginning with what the first step left to do. */
  void begin(Step.Next next) {
    stage = Stage.OPEN;
    if (heldNews != null) {
      heldNews.forEach(news -> outlet.send(news, Pace.GATHERED));
      heldNews = null;
    }
    follow(new Step(List.of(), next));
    if (missedCheckpoint != null) {
      follow(catchUp.compare(missedCheckpoint));
      missedCheckpoint = null;
    }
  }

  void end() {
    stage = Stage.ENDED;
    heldNews = null;
    waitsForRoom = null;
  }

  /** The connection's queue ran empty. */
  void drained() {
    Position after = waitsForRoom;
    if (after != null) {
      waitsForRoom = null;
      read(after);
    }
  }

  @Override
  protected void deliver(Delivery.OfMessage delivery, Audience audience) {
    Message message = delivery.message();
    if (stage == Stage.OPEN) {
      if (catchUp.accepts(delivery.epoch(), message.offset())) {
        outlet.send(delivery, pace(audience));
      } else {
        follow(catchUp.live(delivery.epoch(), message));
      }
    } else if (stage == Stage.OPENING && message.offset() > 0) {
      catchUp.live(delivery.epoch(), message); // waits: the first page has not been taken
    }
  }

  @Override
  protected void deliver(Delivery.OfPresence delivery, Audience audience) {
    if (!wantsPresence || stage == Stage.ENDED || delivery.isOnlyAbout(self)) {
      return;
    }
    if (stage == Stage.OPEN) {
      outlet.send(delivery, paceOf(audience));
      return;
    }
    if (heldNews == null) {
      heldNews = new ArrayList<>();
    }
    heldNews.add(delivery);
  }

  @Override
  protected void deliver(Delivery.Checkpoint checkpoint) {
    if (stage == Stage.OPEN) {
      follow(catchUp.compare(checkpoint.top()));
    } else {
      missedCheckpoint = checkpoint.top();
    }
  }

  private Pace pace(Audience audience) {
    return switch (namespace.flush()) {
      case PROMPT -> Pace.PROMPT;
      case GATHERED -> paceOf(audience);
    };
  }

  private static Pace paceOf(Audience audience) {
    return switch (audience) {
      case FEW -> Pace.GATHERED;
      case MANY -> Pace.BULK;
    };
  }

  private void follow(Step step) {
    for (Message message : step.deliver()) {
      outlet.send(new Push.Published(channel, message));
    }
    switch (step.next()) {
      case Step.Next.Live _, Step.Next.Wait _ -> {}
      case Step.Next.Read read -> read(read.after());
      case Step.Next.Lost lost -> {
        services.metrics().gap();
        outlet.send(new Push.Gap(channel, lost.at()));
        follow(catchUp.proceed());
      }
    }
  }

  private void read(Position after) {
    if (!outlet.hasRoom()) {
      waitsForRoom = after;
      later(LOOK_FOR_ROOM_AFTER, this::drained);
      return;
    }
    services.then(
        services.channels().read(channel, new HistoryQuery.After(after, PAGE), namespace),
        (page, failure) -> readDone(after, page, failure));
  }

  private void readDone(Position after, @Nullable HistoryPage page, @Nullable Throwable failure) {
    if (stage == Stage.ENDED || !outlet.isOpen()) {
      return;
    }
    if (page != null) {
      follow(catchUp.page(page));
    } else if (failure != null) {
      services.metrics().catchUpFailed(Failures.refusal(failure).code().wireName());
      later(READ_AGAIN_AFTER, () -> read(after));
    }
  }

  private void later(Duration delay, Runnable task) {
    services
        .loop()
        .schedule(
            delay,
            () -> {
              if (stage == Stage.OPEN && outlet.isOpen()) {
                task.run();
              }
            });
  }
}
