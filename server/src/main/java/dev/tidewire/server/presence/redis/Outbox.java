package dev.tidewire.server.presence.redis;

import dev.tidewire.server.presence.redis.Change.Kind;
import dev.tidewire.server.presence.redis.Store.Ack;
import dev.tidewire.server.presence.redis.Store.Batch;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of this node in one channel, and their way to the store. Confined to the worker.
 *
 * <p>One batch is under way at a time. What comes meanwhile, and for a moment after the batch was
 * sent, gathers for the next one; a later change of a session takes the place of an earlier one. In
 * a quiet channel a single change goes at once.
 *
 * <p>When a batch fails, nobody knows whether it was done. Its joins are refused and become leaves,
 * so that no ghost stays behind; leaves are sent again until they are done or the lease has ended.
 * A batch that arrives late, over a connection that was given up, is recognised by its number.
 */
final class Outbox {
  static final Duration BEFORE_RETRY = Duration.ofMillis(500);

  private final ChannelName channel;
  private final Services services;
  private final Consumer<Version> whenTaken;
  private final Map<SessionId, Member> own = new HashMap<>();
  private Map<SessionId, Pending> pending = new LinkedHashMap<>();
  private Map<SessionId, Pending> underWay = new LinkedHashMap<>();
  private String epoch = "";
  private long sentAt;
  private boolean sentBefore;
  private boolean appointed;

  /**
   * Nobody is there.
   *
   * @param whenTaken hears that the store has taken a batch, and its version then, before those who
   *     wait for the batch do
   */
  Outbox(ChannelName channel, Services services, Consumer<Version> whenTaken) {
    this.channel = channel;
    this.services = services;
    this.whenTaken = whenTaken;
  }

  void join(Member member, CompletableFuture<Void> done) {
    own.put(member.session(), member);
    want(Change.join(member)).add(done);
    send();
  }

  void leave(SessionId session, CompletableFuture<Void> done) {
    boolean known = own.remove(session) != null;
    if (!known && !pending.containsKey(session) && !underWay.containsKey(session)) {
      done.complete(null);
      return;
    }
    want(Change.leave(session)).add(done);
    send();
  }

  /** How many members this node has here. */
  int size() {
    return own.size();
  }

  /** Whether all is as it should be, in the store too. */
  boolean isSettled() {
    return pending.isEmpty() && underWay.isEmpty();
  }

  /** The store shows this epoch. If it is a new one, our members are not in it. */
  void seen(String shown) {
    if (!shown.equals(epoch)) {
      boolean known = !epoch.isEmpty();
      epoch = shown;
      if (known) {
        enterAgain(_ -> true);
      }
    }
  }

  /** Enters those members again, unless a change of theirs is on its way. */
  void enterAgain(Predicate<SessionId> which) {
    own.forEach((session, member) -> {
      if (which.test(session)) {
        pending.putIfAbsent(session, new Pending(Change.again(member)));
      }
    });
    send();
  }

  /** Removes a session that the store has by mistake. */
  void remove(SessionId session) {
    if (!own.containsKey(session) && !underWay.containsKey(session)) {
      pending.putIfAbsent(session, new Pending(Change.leave(session)));
      send();
    }
  }

  /** The node goes on under another name: who left is gone, and the others are entered again. */
  void leaseLost() {
    dropLeaves();
    enterAgain(_ -> true);
  }

  /** Nothing can be sent for want of a lease: whoever waits is refused. */
  void unavailable(Throwable failure) {
    pending.values().forEach(one -> giveUp(one, failure));
    if (!services.lease().isHeld()) {
      dropLeaves(); // nothing was ever sent under the name of this node
    }
  }

  private void dropLeaves() {
    pending
        .values()
        .removeIf(one -> {
          boolean leave = one.change().kind() == Kind.LEAVE;
          if (leave) {
            one.done();
          }
          return leave;
        });
  }

  /** Sends what there is if the time has come; otherwise that happens by itself. */
  void send() {
    if (pending.isEmpty() || !underWay.isEmpty()) {
      return;
    }
    if (!services.lease().isValid()) {
      services.lease().renew(); // its answer brings us here again, or refuses
      return;
    }
    long left = services.options().window().toNanos() - (services.worker().now() - sentAt);
    if (sentBefore && left > 0 && pending.size() < services.options().batchChanges()) {
      appoint(Duration.ofNanos(left));
      return;
    }
    underWay = nextBatch();
    sendBatch();
  }

  /** Sends a leave for everybody, without waiting for answers. */
  List<CompletableFuture<Void>> leaveAll() {
    own.keySet().forEach(session -> want(Change.leave(session)));
    own.clear();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    while (!pending.isEmpty() && services.lease().isValid()) {
      Batch batch = batch(nextBatch());
      all.add(
          services.store().change(channel, batch).<Void>thenApply(_ -> null).toCompletableFuture());
    }
    return all;
  }

  private Pending want(Change change) {
    Pending known = pending.get(change.session());
    if (known == null) {
      known = new Pending(change);
      pending.put(change.session(), known);
    } else {
      known.replace(change);
    }
    return known;
  }

  private void appoint(Duration delay) {
    if (!appointed) {
      appointed = true;
      services
          .worker()
          .after(
              delay,
              () -> {
                appointed = false;
                send();
              });
    }
  }

  private Map<SessionId, Pending> nextBatch() {
    RedisPresenceOptions options = services.options();
    Map<SessionId, Pending> batch = new LinkedHashMap<>();
    Iterator<Map.Entry<SessionId, Pending>> each = pending.entrySet().iterator();
    int bytes = 0;
    while (each.hasNext() && batch.size() < options.batchChanges()) {
      Map.Entry<SessionId, Pending> one = each.next();
      bytes += one.getValue().change().size();
      if (bytes > options.batchBytes() && !batch.isEmpty()) {
        break;
      }
      batch.put(one.getKey(), one.getValue());
      each.remove();
    }
    return batch;
  }

  private Batch batch(Map<SessionId, Pending> changes) {
    return new Batch(
        services.lease().node(),
        services.numbers().next(),
        services.numbers().mayComeLate(),
        changes.values().stream().map(Pending::change).toList());
  }

  private void sendBatch() {
    services
        .pacer()
        .run(() -> {
          sentAt = services.worker().now();
          sentBefore = true;
          services.metrics().sent(underWay.size());
          return services.store().change(channel, batch(underWay));
        })
        .whenComplete((ack, failure) -> {
          if (ack != null && !ack.stale()) {
            taken(ack);
          } else {
            failed(failure);
          }
        });
  }

  private void taken(Ack ack) {
    Map<SessionId, Pending> done = underWay;
    underWay = new LinkedHashMap<>();
    seen(ack.version().epoch());
    whenTaken.accept(ack.version());
    done.values().forEach(Pending::done);
    send();
  }

  private void failed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? new IllegalStateException("A batch came late.") : failure;
    services.metrics().batchFailed();
    services.numbers().failed();
    Map<SessionId, Pending> later = pending;
    pending = underWay;
    underWay = new LinkedHashMap<>();
    later.forEach((session, change) -> supersede(session, change, cause));
    pending.values().forEach(one -> giveUp(one, cause));
    appoint(BEFORE_RETRY);
  }

  /** A change that came after the one that failed. */
  private void supersede(SessionId session, Pending later, Throwable failure) {
    Pending failed = pending.get(session);
    if (failed == null) {
      pending.put(session, later);
    } else if (later.change().kind() != Kind.AGAIN) {
      failed.refuse(failure);
      pending.put(session, later);
    }
  }

  private void giveUp(Pending one, Throwable failure) {
    Change change = one.change();
    if (change.kind() == Kind.JOIN) {
      own.remove(change.session());
      one.replace(Change.leave(change.session()));
    }
    one.refuse(failure);
  }
}
