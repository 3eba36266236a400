package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.presence.redis.Store.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease by which the members of this node are there, and those of the others. Confined to the
 * worker.
 *
 * <p>It is renewed every third of its time, and when a connection was lost, because the store may
 * have lost more. Once it may have ended, the node goes on under another name: what it had entered
 * under the old one is removed by whoever comes across it, and must not be confused with what it
 * enters again.
 */
final class Lease {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final Duration MOST_BEFORE_RETRY = Duration.ofMillis(500);

  /** Hears what happens to leases. */
  interface Listener {
    /** The lease was lost: nobody of this node is there any more. */
    void lost();

    /** The lease is held, and the states of the nodes are up to date. */
    void renewed();

    /** The store has no lease that it had before. */
    void storeChanged();

    /** There is no lease, and none can be had at the moment. */
    void unavailable(Throwable failure);
  }

  private record Waiter(CompletableFuture<Void> fresh, long question) {}

  private final Store store;
  private final Worker worker;
  private final long length;
  private final Duration pause;
  private final PresenceMetrics metrics;
  private final Listener listener;
  private final Nodes nodes = new Nodes();
  private final List<Waiter> waiters = new ArrayList<>();

  private String node;
  private @Nullable String former;
  private boolean held;
  private long validUntil;
  private @Nullable String generation;

  private boolean asking;
  private boolean askAgain;
  private long questions;
  private long rounds;
  private boolean closed;

  private final String alarm;
  private boolean listening;

  Lease(Store store, Worker worker, Duration length, PresenceMetrics metrics, Listener listener) {
    this.store = store;
    this.worker = worker;
    this.length = length.toNanos();
    this.pause = length.dividedBy(3);
    this.metrics = metrics;
    this.listener = listener;
    this.node = store.unusedName();
    this.alarm = store.unusedName();
  }

  /** The name under which members are entered now. */
  String node() {
    return node;
  }

  /** What is known of the others. */
  Nodes nodes() {
    return nodes;
  }

  /** Whether what this node enters now is there for a while. */
  boolean isValid() {
    return held && worker.now() - validUntil < 0;
  }

  /** Whether it was taken under the name that the node has now; it may have ended since. */
  boolean isHeld() {
    return held;
  }

  /** Renews it now, unless that is under way. */
  void renew() {
    if (asking || closed) {
      return;
    }
    if (held && !isValid()) {
      abandon();
    }
    asking = true;
    askAgain = false;
    long question = ++questions;
    nodes.asking();
    metrics.renewing();
    long since = worker.now();
    CompletionStage<Leases> answer = held ? store.renew(node) : store.take(node, former);
    answer.whenCompleteAsync(
        (leases, failure) -> {
          asking = false;
          if (leases == null) {
            failed(failure);
          } else if (leases.lost()) {
            abandon();
            renew();
          } else {
            renewed(leases, since);
            waiters.removeIf(waiter -> waiter.question <= question && waiter.fresh.complete(null));
            next(pause);
          }
        },
        worker);
  }

  /** Completes when the states of the nodes are those of a moment after this call. */
  CompletionStage<Void> refreshed() {
    Waiter waiter = new Waiter(new CompletableFuture<>(), questions + 1);
    waiters.add(waiter);
    askAgain = asking;
    renew();
    return waiter.fresh;
  }

  /** Ends it. */
  CompletionStage<?> release() {
    closed = true;
    store.noLonger(alarm);
    waiters.forEach(waiter -> waiter.fresh.cancel(false));
    waiters.clear();
    return store.release(node);
  }

  private void listen() {
    listening = true;
    store
        .whenInterrupted(alarm, () -> worker.execute(this::renew))
        .whenCompleteAsync((_, failure) -> listening = failure == null, worker);
  }

  private void abandon() {
    LOG.warn(
        "This node was away for longer than its lease of presence; its members are entered again.");
    metrics.leaseLost();
    former = node;
    node = store.unusedName();
    held = false;
    listener.lost();
  }

  private void renewed(Leases leases, long since) {
    held = true;
    former = null;
    validUntil = since + length;
    nodes.answered(leases.nodes(), leases.settled());
    if (!listening) {
      listen();
    }
    boolean changed = generation != null && !generation.equals(leases.generation());
    generation = leases.generation();
    listener.renewed();
    if (changed) {
      listener.storeChanged();
    }
  }

  private void failed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? new IllegalStateException("There was no answer.") : failure;
    metrics.renewalFailed();
    if (!isValid()) {
      listener.unavailable(cause);
    }
    List.copyOf(waiters).forEach(waiter -> waiter.fresh.completeExceptionally(cause));
    waiters.clear();
    next(pause.compareTo(MOST_BEFORE_RETRY) < 0 ? pause : MOST_BEFORE_RETRY);
  }

  /** Only the last appointment counts, however many renewals came out of turn. */
  private void next(Duration delay) {
    if (askAgain) {
      renew();
      return;
    }
    long round = ++rounds;
    worker.after(
        delay,
        () -> {
          if (round == rounds) {
            renew();
          }
        });
  }
}
