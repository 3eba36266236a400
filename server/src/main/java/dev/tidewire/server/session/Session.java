package dev.tidewire.server.session;

import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.channel.Caller;
import dev.tidewire.server.protocol.BadFrameException;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Reply;
import dev.tidewire.server.protocol.Request;
import dev.tidewire.server.protocol.RequestFrame;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.websocket.CloseStatus;
import dev.tidewire.server.websocket.ConnectionHandler;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One conversation over one connection. Confined to the connection's loop.
 *
 * <p>It waits for {@code connect}, verifies the token, and then answers requests until the
 * connection is gone or the token has expired. Each request gets exactly one reply while the
 * connection is open. {@link Admission} holds who the client is and for how long.
 */
final class Session implements ConnectionHandler {
  /** RFC 6455 section 7.4.1: a type of data that is not accepted. */
  private static final int UNSUPPORTED_DATA = 1003;

  private final LoopServices services;
  private final Outlet outlet;
  private final SessionId id;
  private final Admission admission;
  private final Subscriptions subscriptions;
  private final RequestRate rate;
  private final Farewell farewell;
  private final Replies replies;
  private final Owner owner;

  /** The neighbours in the list of its user's sessions, which {@link UserIndex} keeps. */
  @Nullable Session previousOfUser;

  @Nullable Session nextOfUser;

  /** Hears of a session's life. */
  interface Owner {
    /** Its client is known from now on. */
    void connected(Session session, UserId user);

    /** It is gone. */
    void closed(Session session, CloseStatus status);
  }

  Session(
      LoopServices services,
      Outlet outlet,
      SessionId id,
      Optional<String> bearerToken,
      Owner owner) {
    this.services = services;
    this.outlet = outlet;
    this.id = id;
    this.admission = new Admission(services, outlet, bearerToken);
    this.farewell = new Farewell(services, outlet);
    this.replies = new Replies(services, outlet, farewell);
    this.subscriptions = new Subscriptions(services, outlet, id);
    this.rate =
        new RequestRate(
            services.options().requestRate(),
            services.options().requestBurst(),
            services.loop().nanoTime());
    this.owner = owner;
  }

  @Override
  public void onText(byte[] buffer, int offset, int length) {
    try {
      switch (outlet.codec().decode(buffer, offset, length)) {
        case RequestFrame.Understood frame -> handle(frame.id(), frame.request());
        case RequestFrame.Refused frame -> {
          if (isWithinRate(frame.id())) {
            replies.refuse(frame.id(), frame.refusal());
          }
        }
      }
    } catch (BadFrameException e) {
      services.metrics().badFrame();
      outlet.close(CloseReason.BAD_FRAME);
    }
  }

  @Override
  public void onBinary(byte[] buffer, int offset, int length) {
    outlet.close(UNSUPPORTED_DATA, "text only");
  }

  @Override
  public void onDrained() {
    subscriptions.drained();
  }

  @Override
  public void onClosed(CloseStatus status) {
    admission.end();
    subscriptions.endAll();
    owner.closed(this, status);
  }

  /** Whether its client has connected: it is somebody, and may be told things. */
  boolean isConnected() {
    return admission.isAdmitted();
  }

  SessionId id() {
    return id;
  }

  /** Who its client is; null before it has connected. */
  @Nullable UserId user() {
    Principal principal = admission.known();
    return principal == null ? null : principal.user();
  }

  /** Ends it for this reason. True when it was open. */
  boolean end(CloseReason reason) {
    boolean open = outlet.isOpen();
    outlet.close(reason);
    return open;
  }

  /** Ends it when its token is revoked. True when it was open and is no longer. */
  boolean endIfRevoked() {
    return admission.isRevoked() && end(CloseReason.TOKEN_REVOKED);
  }

  /** Ends its subscription to a channel, and says so. True when there was one. */
  boolean remove(ChannelName channel) {
    return outlet.isOpen() && subscriptions.remove(channel);
  }

  /** Tells the client when to go to another node. True when it is there to hear it. */
  boolean tellToReconnect(Duration in) {
    if (!outlet.isOpen()) {
      return false;
    }
    outlet.send(new Push.Draining(Math.max(0, in.toMillis())));
    return true;
  }

  /** Closes the session behind the replies that are owed. */
  void sendAway(CloseReason reason) {
    farewell.say(reason);
  }

  boolean isSentAway() {
    return farewell.isSaid();
  }

  void cut() {
    outlet.cut();
  }

  boolean wasCut() {
    return outlet.wasCut();
  }

  private void handle(long request, Request asked) {
    if (!isWithinRate(request)) {
      return;
    }
    try {
      dispatch(request, asked);
    } catch (Refusal refusal) {
      replies.refuse(request, refusal);
    }
  }

  private void dispatch(long request, Request asked) {
    if (asked instanceof Request.Connect connect) {
      connect(request, connect);
      return;
    }
    Principal principal = admission.principal();
    switch (asked) {
      case Request.Connect _ -> throw new AssertionError("It was handled above.");
      case Request.Subscribe subscribe -> subscribe(request, principal, subscribe);
      case Request.Unsubscribe unsubscribe -> {
        subscriptions.end(unsubscribe.channel());
        replies.send(request, new Reply.Done());
      }
      case Request.Publish publish ->
          replies.answer(
              request,
              services.channels().publish(new Caller.Client(principal), publish),
              position -> new Reply.Published(position.orElse(null)));
      case Request.History history ->
          replies.answer(
              request,
              services.channels().history(principal, history),
              page ->
                  new Reply.History(history.channel(), page.top(), page.messages(), page.more()));
      case Request.Presence presence ->
          replies.answer(
              request,
              services.channels().members(principal, presence),
              page ->
                  new Reply.Presence(
                      presence.channel(),
                      new Reply.Members(page.members(), page.count()),
                      page.more()));
      case Request.Refresh refresh ->
          replies.answer(
              request,
              admission.refresh(refresh.token()),
              renewed -> {
                subscriptions.endForbidden(renewed);
                return new Reply.Refreshed(renewed.expires().getEpochSecond());
              });
      case Request.Ping _ -> replies.send(request, new Reply.Done());
    }
  }

  private void connect(long request, Request.Connect connect) {
    replies.afterwards(
        admission.admit(connect.token()),
        (principal, failure) -> {
          if (!outlet.isOpen()) {
            return;
          }
          if (principal != null) {
            owner.connected(this, principal.user());
            replies.afterwards(
                new Connecting(services, subscriptions, self(principal))
                    .connect(principal, connect),
                (opened, fault) -> connected(request, opened, fault));
          } else if (failure != null) {
            turnAway(request, Failures.refusal(failure));
          }
        });
  }

  private void connected(
      long request, Connecting.@Nullable Opened opened, @Nullable Throwable fault) {
    if (!outlet.isOpen()) {
      return;
    }
    if (opened != null) {
      replies.send(request, opened.reply());
      opened.begin();
    } else if (fault != null) {
      replies.refuse(request, Failures.refusal(fault));
    }
  }

  /** Answers a refused connect. A refused token ends the conversation too. */
  private void turnAway(long request, Refusal refusal) {
    replies.refuse(request, refusal);
    switch (refusal.code()) {
      case TOKEN_EXPIRED -> outlet.close(CloseReason.TOKEN_EXPIRED);
      case TOKEN_INVALID -> outlet.close(CloseReason.TOKEN_INVALID);
      case TOKEN_REVOKED -> outlet.close(CloseReason.TOKEN_REVOKED);
      case ALREADY_CONNECTED -> {}
      default -> outlet.close(CloseReason.INTERNAL);
    }
  }

  private void subscribe(long request, Principal principal, Request.Subscribe subscribe) {
    Subscription subscription = subscriptions.begin(principal, subscribe);
    replies.afterwards(
        new Opening(services, subscription, subscribe, self(principal)).prepare(),
        (opening, failure) -> {
          if (!outlet.isOpen()) {
            return;
          }
          if (opening != null && !subscription.isEnded()) {
            replies.send(request, opening.reply(new ReplyBudget(Connecting.REPLY_BYTES)));
            opening.begin();
          } else {
            subscriptions.end(subscription);
            replies.refuse(
                request, failure == null ? Opening.endedEarly() : Failures.refusal(failure));
          }
        });
  }

  private Member self(Principal principal) {
    return new Member(id, principal.user(), principal.info());
  }

  private boolean isWithinRate(long request) {
    switch (rate.take(services.loop().nanoTime())) {
      case ALLOWED -> {
        return true;
      }
      case REFUSED ->
          replies.refuse(
              request, new Refusal(ErrorCode.RATE_LIMITED, "Too many requests; slow down a bit."));
      case FLOOD -> {
        services.metrics().flooded();
        outlet.close(CloseReason.TOO_MANY_REQUESTS);
      }
    }
    return false;
  }
}
