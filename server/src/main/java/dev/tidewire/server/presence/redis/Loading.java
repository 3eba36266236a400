package dev.tidewire.server.presence.redis;

import dev.tidewire.server.presence.redis.Nodes.State;
import dev.tidewire.server.presence.redis.Store.Page;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to find out who is in a channel whose news are heard already. Confined to the worker.
 *
 * <p>The members are read page by page, and change meanwhile: each page is of its own version. The
 * news since the first page are kept and done again on top of all pages; what a later page shows
 * already stays as it is by that. From the version of the last page on the whole is right.
 *
 * <p>Members of dead nodes are removed from the store before it ends.
 */
final class Loading {
  /** What an attempt has led to. */
  sealed interface Outcome {
    /** Everybody was known already, and these news came meanwhile. */
    record Unchanged(List<News> since) implements Outcome {}

    /** The store has begun a new epoch: it has lost the members of the old one. */
    record OtherEpoch(String epoch) implements Outcome {}

    /** These are there. */
    record Loaded(Replica replica) implements Outcome {}
  }

  /** How long news may take that were published before they are missed. */
  static final Duration OVERDUE = Duration.ofSeconds(1);

  private static final int MAX_KEPT_CHANGES = 100_000;

  private final ChannelName channel;
  private final Services services;
  private final Version known;
  private final String expectedEpoch;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final List<News> kept = new ArrayList<>();
  private final Set<String> swept = new HashSet<>();
  private int keptChanges;
  private @Nullable Replica replica;
  private Version target = Version.NONE;
  private boolean complete;
  private boolean judging;

  /**
   * An attempt that has not begun.
   *
   * @param known of which everybody is known
   * @param expectedEpoch empty if every epoch will do
   */
  Loading(ChannelName channel, Services services, Version known, String expectedEpoch) {
    this.channel = channel;
    this.services = services;
    this.known = known;
    this.expectedEpoch = expectedEpoch;
  }

  /** Begins. The stage completes on the worker. */
  CompletionStage<Outcome> run() {
    services.metrics().loading();
    read(null, known);
    return outcome;
  }

  /** News that came since it began. */
  void heard(News news) {
    Replica loaded = replica;
    if (complete && loaded != null) {
      take(loaded, news);
      advance(loaded);
      return;
    }
    kept.add(news);
    keptChanges += news.changes().size();
    if (keptChanges > MAX_KEPT_CHANGES) {
      fail("The members of %s change faster than they can be read.".formatted(channel));
    }
  }

  private void read(@Nullable SessionId after, Version readerKnows) {
    services
        .pacer()
        .run(() -> services.store().load(channel, after, readerKnows))
        .whenComplete((page, failure) -> {
          if (page != null && !outcome.isDone()) {
            read(page);
          } else if (failure != null) {
            outcome.completeExceptionally(failure);
          }
        });
  }

  private void read(Page page) {
    String epoch = page.version().epoch();
    if (page.version().equals(known) && replica == null) {
      outcome.complete(new Outcome.Unchanged(kept));
    } else if (replica == null && !expectedEpoch.isEmpty() && !epoch.equals(expectedEpoch)) {
      outcome.complete(new Outcome.OtherEpoch(epoch));
    } else if (replica != null && !epoch.equals(replica.version().epoch())) {
      fail("The members of %s were lost while they were read.".formatted(channel));
    } else {
      add(page);
    }
  }

  private void add(Page page) {
    Replica loaded = replica == null ? new Replica(page.version()) : replica;
    replica = loaded;
    page.entries().forEach(loaded::put);
    target = page.version();
    if (page.more() && page.last() != null) {
      read(page.last(), Version.NONE);
      return;
    }
    complete = true;
    kept.forEach(news -> take(loaded, news));
    kept.clear();
    advance(loaded);
    missLater(loaded);
  }

  /** News that do not come were lost, and nobody has noticed. */
  private void missLater(Replica loaded) {
    if (!loaded.version().covers(target)) {
      services
          .worker()
          .after(
              OVERDUE,
              () -> {
                if (!loaded.version().covers(target)) {
                  fail("News of %s are missing.".formatted(channel));
                }
              });
    }
  }

  private void take(Replica loaded, News news) {
    if (loaded.isFollowedBy(news)) {
      var _ = loaded.take(news);
    } else if (!loaded.knows(news)) {
      fail("News of %s are missing.".formatted(channel));
    }
  }

  private void advance(Replica loaded) {
    if (!outcome.isDone() && !judging && loaded.version().covers(target)) {
      judging = true;
      judge(loaded, false);
    }
  }

  /** Looks for dead nodes, after asking for news of those that are not known. */
  private void judge(Replica loaded, boolean refreshed) {
    List<String> dead = new ArrayList<>();
    boolean unknown = false;
    for (String node : loaded.nodes()) {
      State state = services.lease().nodes().state(node);
      unknown |= state == State.UNKNOWN;
      if (state == State.DEAD && !swept.contains(node)) {
        dead.add(node);
      }
    }
    if (unknown && !refreshed) {
      // When there is no answer we go on: whoever is dead is removed after the next one.
      services
          .lease()
          .refreshed()
          .whenCompleteAsync((_, _) -> judge(loaded, true), services.worker());
    } else if (dead.isEmpty()) {
      outcome.complete(new Outcome.Loaded(loaded));
    } else {
      sweep(loaded, dead);
    }
  }

  private void sweep(Replica loaded, List<String> dead) {
    CompletionStage<Version> all = CompletableFuture.completedStage(target);
    for (String node : dead) {
      Sweep sweep = new Sweep(services.store(), services.metrics(), channel, node);
      all = all.thenCompose(_ -> sweep.run());
    }
    all.whenCompleteAsync(
        (version, failure) -> {
          if (version == null) {
            outcome.completeExceptionally(
                failure == null ? new IllegalStateException("There is no version.") : failure);
            return;
          }
          swept.addAll(dead);
          target = version;
          judging = false;
          advance(loaded);
          missLater(loaded);
        },
        services.worker());
  }

  private void fail(String why) {
    outcome.completeExceptionally(new IllegalStateException(why));
  }
}
