package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.PresenceMetrics.Source;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.presence.redis.Loading.Outcome;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.redis.RedisSubscriber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One channel that this node watches: a copy of its members that follows the news, and the listener
 * that hears what changes in it. Confined to the worker, but for what {@link RedisSubscriber} has.
 *
 * <p>Its life: subscribe, load everybody, follow. News that do not follow, and word that some may
 * have been missed, make it load again; the listener then hears the difference, and requests for
 * members wait. When the store has lost the members, the other nodes get some time to enter theirs
 * again before it loads, so that nobody is reported gone who is not.
 */
final class Watch implements RedisSubscriber {
  private record Waiting(Read read, Version atLeast) {}

  private final ChannelName channel;
  private final Services services;
  private final Reporter reporter;
  private final Outbox outbox;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Queue<Waiting> reads = new ArrayDeque<>();
  private final Set<String> sweeping = new HashSet<>();

  private @Nullable Replica replica;
  private @Nullable Loading loading;
  private String expectedEpoch = "";

  /** The latest version that this node knows to exist. */
  private Version known = Version.NONE;

  /** Whether the copy follows the news; otherwise it is loaded, or will be. */
  private boolean current;

  /** Whether somebody looks soon if news have come. */
  private boolean missing;

  /** Whether something was missed since the load under way began. */
  private boolean loadAgain;

  private boolean settling;
  private boolean closed;

  Watch(ChannelName channel, Services services, PresenceListener listener, Outbox outbox) {
    this.channel = channel;
    this.services = services;
    this.reporter = new Reporter(listener, services.options());
    this.outbox = outbox;
  }

  /** Begins; the stage completes on the worker when the listener hears everything from now on. */
  CompletableFuture<Void> open() {
    services
        .redis()
        .subscribe(Keys.news(channel), this)
        .whenCompleteAsync(
            (_, failure) -> {
              if (failure == null) {
                load();
              } else {
                ready.completeExceptionally(failure);
              }
            },
            services.worker());
    return ready;
  }

  boolean reportsTo(PresenceListener listener) {
    return reporter.listener().equals(listener);
  }

  /** Ends it. Requests that wait are answered by the store. */
  void close() {
    closed = true;
    current = false;
    loading = null;
    services.redis().unsubscribe(Keys.news(channel));
    reads.forEach(one -> one.read().fromStore(channel, services));
    reads.clear();
    ready.completeExceptionally(
        new Refusal(ErrorCode.UNAVAILABLE, "The channel is not watched any more."));
  }

  /** Answers a page as soon as all is known that this node knows to exist. */
  void read(Read read) {
    services.metrics().read(Source.COPY);
    reads.add(new Waiting(read, known));
    answer();
  }

  /** This version exists. If its news do not come, they were lost. */
  void exists(Version version) {
    if (known.covers(version) && known.epoch().equals(version.epoch())) {
      return;
    }
    known = version;
    Replica copy = replica;
    if (!current || copy == null) {
      return; // it is loaded after this moment
    }
    if (!copy.version().epoch().equals(version.epoch())) {
      load();
    } else {
      missLater(copy);
    }
  }

  /** Looks in a while whether the news that are under way have come. */
  private void missLater(Replica copy) {
    Version due = known;
    if (missing || copy.version().covers(due)) {
      return;
    }
    missing = true;
    services
        .worker()
        .after(
            Loading.OVERDUE,
            () -> {
              missing = false;
              Replica now = replica;
              if (current && now != null && !now.version().covers(due)) {
                load();
              } else if (current && now != null) {
                missLater(now);
              }
            });
  }

  /** Something may be missing. */
  void doubt() {
    if (current || loading != null) {
      load();
    }
  }

  /** The lease is held, and it is known who else lives. */
  void renewed() {
    answer();
    Replica copy = replica;
    if (copy == null || !services.lease().nodes().anyDead()) {
      return;
    }
    for (String node : copy.nodes()) {
      if (services.lease().nodes().state(node) == Nodes.State.DEAD && sweeping.add(node)) {
        sweepSoon(node);
      }
    }
  }

  /** Nothing can be answered for want of a lease. */
  void unavailable(Throwable failure) {
    reads.forEach(one -> one.read().answer().completeExceptionally(failure));
    reads.clear();
  }

  @Override
  public void message(byte[] message) {
    services.worker().execute(() -> heard(message));
  }

  @Override
  public void interrupted() {
    services.worker().execute(this::doubt);
  }

  private void heard(byte[] message) {
    if (closed) {
      return;
    }
    News news;
    try {
      news = News.read(message);
    } catch (IllegalArgumentException e) {
      services.redis().unreadable().met(Unread.NEWS, News.form(message), channel);
      missed();
      return;
    }
    if (loading != null) {
      loading.heard(news);
    } else {
      follow(news);
      answer();
    }
  }

  /** News could not be read. A load that is under way ends first, however many more there are. */
  private void missed() {
    if (loading != null) {
      loadAgain = true;
    } else {
      doubt();
    }
  }

  private void follow(News news) {
    Replica copy = replica;
    if (!current || copy == null) {
      return; // it is loaded after this moment
    }
    if (copy.isFollowedBy(news)) {
      reporter.tell(copy.take(news));
    } else if (!copy.knows(news)) {
      load();
    }
  }

  private void load() {
    if (closed || settling) {
      return;
    }
    current = false;
    loadAgain = false;
    Version from = replica == null ? Version.NONE : replica.version();
    Loading attempt = new Loading(channel, services, from, expectedEpoch);
    loading = attempt;
    attempt
        .run()
        .whenComplete((outcome, failure) -> {
          if (loading != attempt) {
            return; // another one has begun since
          }
          loading = null;
          if (outcome == null) {
            failed(failure);
          } else {
            follow(outcome);
          }
        });
  }

  private void follow(Outcome outcome) {
    switch (outcome) {
      case Outcome.Unchanged unchanged -> {
        current = true;
        unchanged.since().forEach(this::follow);
        answer();
      }
      case Outcome.OtherEpoch other -> settle(other.epoch());
      case Outcome.Loaded loaded -> loaded(loaded.replica());
    }
    if (loadAgain) {
      load();
    }
  }

  private void settle(String epoch) {
    settling = true;
    expectedEpoch = epoch;
    outbox.seen(epoch);
    services
        .worker()
        .after(
            services.options().settling(),
            () -> {
              settling = false;
              load();
            });
  }

  private void loaded(Replica copy) {
    Replica before = replica;
    replica = copy;
    current = true;
    expectedEpoch = copy.version().epoch();
    if (before != null) {
      reporter.tell(copy.since(before));
    }
    ready.complete(null);
    outbox.seen(expectedEpoch);
    outbox.enterAgain(session -> !copy.contains(session));
    for (Entry entry : copy.entries()) {
      if (entry.node().equals(services.lease().node())) {
        outbox.remove(entry.member().session());
      }
    }
    answer();
  }

  private void failed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? new IllegalStateException("There is no outcome.") : failure;
    services.metrics().loadFailed();
    if (Refusal.cause(cause) instanceof Refusal) {
      unavailable(cause);
      if (!ready.isDone()) {
        ready.completeExceptionally(cause);
        return;
      }
    }
    services
        .worker()
        .after(
            Outbox.BEFORE_RETRY,
            () -> {
              if (loading == null && !current) {
                load();
              }
            });
  }

  private void answer() {
    Replica copy = replica;
    while (current && copy != null && !reads.isEmpty()) {
      if (!services.lease().isValid()) {
        services.lease().renew(); // its answer brings us here again, or refuses
        return;
      }
      if (!copy.version().covers(reads.element().atLeast())) {
        return;
      }
      Read read = reads.remove().read();
      read.answer().complete(copy.page(read.after(), read.limit()));
    }
  }

  /** All nodes that watch the channel do the same: the first one spares the others the work. */
  private void sweepSoon(String node) {
    long longest = services.options().lease().toNanos() / 20;
    services
        .worker()
        .after(
            Duration.ofNanos(services.random().nextLong(longest) + 1),
            () -> {
              Replica copy = replica;
              if (closed || copy == null || !copy.nodes().contains(node)) {
                sweeping.remove(node);
                return;
              }
              new Sweep(services.store(), services.metrics(), channel, node)
                  .run()
                  .whenCompleteAsync((version, _) -> swept(node, version), services.worker());
            });
  }

  private void swept(String node, @Nullable Version version) {
    sweeping.remove(node); // if it failed, the next renewal begins it again
    if (version != null && !closed) {
      exists(version);
    }
  }
}
