package dev.tidewire.server.session;

import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.history.CatchUp;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Step;
import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Reply;
import dev.tidewire.server.protocol.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of one subscribe from its request to its reply. Confined to the loop.
 *
 * <p>In this order: the node listens, the subscriber is present, the members are read, the history
 * is read. So whatever happens while one step is under way is seen by a later one or waits in the
 * {@link Subscription}. The last two words are the owner's: it turns the opening into a reply when
 * it can send it, and then lets the subscription speak.
 */
final class Opening {
  /** Messages of a first page. More follow behind the reply. */
  private static final PageLimits FIRST_PAGE = new PageLimits(500, Channels.PAGE_BYTES);

  private static final int MEMBERS = 100;

  private final LoopServices services;
  private final Subscription subscription;
  private final Request.Subscribe request;
  private final Member self;

  private @Nullable MemberPage members;
  private @Nullable HistoryPage page;
  private Optional<Boolean> recovered = Optional.empty();
  private Step.Next next = new Step.Next.Live();

  Opening(
      LoopServices services, Subscription subscription, Request.Subscribe request, Member self) {
    this.services = services;
    this.subscription = subscription;
    this.request = request;
    this.self = self;
  }

  /** Prepares everything; completes on the loop. */
  CompletionStage<Opening> prepare() {
    return services
        .channels()
        .attach(services.hub(), request.channel(), subscription.namespace())
        .thenComposeAsync(_ -> enter(), services.onLoop())
        .thenComposeAsync(_ -> readMembers(), services.onLoop())
        .thenComposeAsync(_ -> readHistory(), services.onLoop())
        .thenApply(_ -> this);
  }

  /** The reply. Messages go into it while the budget lasts; otherwise they follow behind it. */
  Reply.Subscribed reply(ReplyBudget budget) {
    List<Message> messages = page == null ? List.of() : take(page, budget);
    recovered.ifPresent(services.metrics()::resumed);
    return new Reply.Subscribed(
        request.channel(),
        subscription.position(),
        recovered,
        messages,
        members == null ? null : new Reply.Members(members.members(), members.count()));
  }

  private List<Message> take(HistoryPage first, ReplyBudget budget) {
    if (!budget.take(first)) {
      Position before = new Position(first.top().epoch(), first.messages().getFirst().offset() - 1);
      subscription.await(CatchUp.after(before, Subscription.BACKLOG));
      next = new Step.Next.Read(before);
      return List.of();
    }
    Step step = subscription.take(first);
    next = step.next();
    return step.deliver();
  }

  /** The reply was sent. */
  void begin() {
    subscription.begin(next);
  }

  private CompletionStage<Void> enter() {
    refuseIfEnded();
    return switch (subscription.namespace().presence()) {
      case ON -> services.channels().join(request.channel(), self);
      case OFF -> CompletableFuture.completedStage(null);
    };
  }

  private CompletionStage<Void> readMembers() {
    if (!request.presence()) {
      return CompletableFuture.completedStage(null);
    }
    return services
        .channels()
        .members(request.channel(), null, MEMBERS)
        .thenAcceptAsync(read -> members = read, services.onLoop());
  }

  private CompletionStage<Void> readHistory() {
    refuseIfEnded();
    Position since = request.since();
    if (!subscription.namespace().retention().keepsHistory()) {
      recovered = since == null ? Optional.empty() : Optional.of(false);
      return CompletableFuture.completedStage(null);
    }
    if (since == null) {
      return readLast();
    }
    subscription.await(CatchUp.after(since, Subscription.BACKLOG));
    return read(new HistoryQuery.After(since, FIRST_PAGE))
        .thenComposeAsync(_ -> resumedOrFallBack(), services.onLoop());
  }

  private CompletionStage<Void> resumedOrFallBack() {
    boolean kept = page != null && page.continuity() == Continuity.KEPT;
    recovered = Optional.of(kept);
    return kept ? CompletableFuture.completedStage(null) : readLast();
  }

  private CompletionStage<Void> readLast() {
    refuseIfEnded();
    subscription.await(CatchUp.fresh(Subscription.BACKLOG));
    return read(new HistoryQuery.Last(request.rewind(), FIRST_PAGE));
  }

  private CompletionStage<Void> read(HistoryQuery query) {
    return services
        .channels()
        .read(request.channel(), query, subscription.namespace())
        .thenAcceptAsync(read -> page = read, services.onLoop());
  }

  private void refuseIfEnded() {
    if (subscription.isEnded()) {
      throw endedEarly();
    }
  }

  /** What a subscribe is answered that was overtaken by an unsubscribe. */
  static Refusal endedEarly() {
    return new Refusal(ErrorCode.NOT_SUBSCRIBED, "The subscription was ended before it had begun.");
  }
}
