package dev.tidewire.server.session;

import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Reply;
import dev.tidewire.server.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connect with all its subscribes, answered together: a whole session resumes in one round trip.
 * Confined to the loop.
 */
final class Connecting {
  /** Payload of histories in one reply. */
  static final long REPLY_BYTES = Channels.PAGE_BYTES;

  private final LoopServices services;
  private final Subscriptions subscriptions;
  private final Member self;

  Connecting(LoopServices services, Subscriptions subscriptions, Member self) {
    this.services = services;
    this.subscriptions = subscriptions;
    this.self = self;
  }

  /** The reply, and the subscriptions that speak once it was sent. */
  record Opened(Reply.Connected reply, List<Opening> openings) {
    void begin() {
      openings.forEach(Opening::begin);
    }
  }

  private record Attempt(
      Request.Subscribe request,
      @Nullable Subscription subscription,
      @Nullable Opening opening,
      @Nullable Refusal refusal) {}

  /** Opens all of them; completes on the loop. */
  CompletionStage<Opened> connect(Principal principal, Request.Connect connect) {
    List<CompletableFuture<Attempt>> attempts = new ArrayList<>(connect.subscribe().size());
    for (Request.Subscribe request : connect.subscribe()) {
      attempts.add(attempt(principal, request).toCompletableFuture());
    }
    return CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new))
        .thenApplyAsync(_ -> opened(principal, attempts), services.onLoop());
  }

  private CompletionStage<Attempt> attempt(Principal principal, Request.Subscribe request) {
    Subscription subscription;
    try {
      subscription = subscriptions.begin(principal, request);
    } catch (Refusal refusal) {
      return CompletableFuture.completedStage(new Attempt(request, null, null, refusal));
    }
    return new Opening(services, subscription, request, self)
        .prepare()
        .handle((opening, failure) ->
            new Attempt(
                request,
                subscription,
                opening,
                failure == null ? null : Failures.refusal(failure)));
  }

  private Opened opened(Principal principal, List<CompletableFuture<Attempt>> attempts) {
    ReplyBudget budget = new ReplyBudget(REPLY_BYTES);
    List<Reply.SubscribeOutcome> outcomes = new ArrayList<>(attempts.size());
    List<Opening> openings = new ArrayList<>(attempts.size());
    for (CompletableFuture<Attempt> done : attempts) {
      Attempt attempt = done.join();
      Opening opening = attempt.opening;
      if (opening != null && attempt.subscription != null && !attempt.subscription.isEnded()) {
        outcomes.add(opening.reply(budget));
        openings.add(opening);
      } else {
        outcomes.add(refused(attempt));
      }
    }
    Reply.Connected reply =
        new Reply.Connected(
            self.session(),
            principal.user(),
            principal.expires().getEpochSecond(),
            services.options().heartbeat().toMillis(),
            services.node(),
            services.options().maxMessageSize(),
            outcomes);
    return new Opened(reply, openings);
  }

  private Reply.NotSubscribed refused(Attempt attempt) {
    if (attempt.subscription != null) {
      subscriptions.end(attempt.subscription);
    }
    Refusal refusal = attempt.refusal == null ? Opening.endedEarly() : attempt.refusal;
    return new Reply.NotSubscribed(attempt.request.channel(), refusal);
  }
}
