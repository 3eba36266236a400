package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.CommandListener;
import dev.tidewire.server.cluster.redis.Acknowledgements.Sent;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.metrics.ClusterMetrics.Resync;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.redis.Redis;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the commands of the log on this node, one after the other, from where it stands.
 * Confined to the cluster's thread, but for {@link #doubt} and {@link #isCurrent}.
 *
 * <p>Where it cannot simply go on it takes the safe way. It has just started: whatever is revoked
 * is loaded, and commands before that moment were about sessions that are not here. The epoch is
 * another (Redis has lost its memory, or gone back in time): what this node knows is given back to
 * Redis, everything is loaded anew, and every session is compared with it. The log no longer
 * reaches back: besides, all clients connect anew, because nobody can tell whom the lost commands
 * were about.
 */
final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int AT_ONCE = 100;
  private static final long NEVER = -1;

  private final String node;
  private final Redis redis;
  private final Executor thread;
  private final CommandListener listener;
  private final SharedRevocations revocations;
  private final Acknowledgements acknowledgements;
  private final ClusterMetrics metrics;
  private final Candidates candidates;

  /** Empty until it stands somewhere. */
  private String epoch = "";

  private long position;

  /** Up to here it has left no command out: behind its position since one could not be done. */
  private long complete;

  private boolean begun;
  private boolean running;
  private boolean again;
  private boolean stopped;
  private volatile long verifiedAt;

  /** Grows with every reason to doubt; it is current when it has looked since the last one. */
  private final AtomicLong doubts = new AtomicLong();

  /** What {@link #doubts} was when it began to look, and then found nothing left to do. */
  private volatile long verified = NEVER;

  Follower(
      String node,
      Redis redis,
      Executor thread,
      CommandListener listener,
      SharedRevocations revocations,
      Acknowledgements acknowledgements,
      Candidates candidates,
      ClusterMetrics metrics) {
    this.node = node;
    this.redis = redis;
    this.thread = thread;
    this.listener = listener;
    this.revocations = revocations;
    this.acknowledgements = acknowledgements;
    this.candidates = candidates;
    this.metrics = metrics;
  }

  /** Begins: from now on this node hears when there are commands. */
  void begin() {
    begun = true;
    wake();
  }

  /** There may be commands. Looks now, or once more when it is looking already. */
  void wake() {
    if (running) {
      again = true;
      return;
    }
    if (!begun || stopped) {
      return;
    }
    running = true;
    again = false;
    long asked = System.nanoTime();
    long doubted = doubts.get();
    read()
        .thenComposeAsync(this::take, thread)
        .whenCompleteAsync((atTop, failure) -> looked(asked, doubted, atTop, failure), thread);
  }

  /** Commands may have been missed: it is not current until it has looked. From any thread. */
  void doubt() {
    doubts.incrementAndGet();
    thread.execute(this::wake);
  }

  /** What Redis says now: nothing is to be done when it stands there. */
  void compare(String epochNow, long topNow, long asked) {
    if (isVerified() && !running && epochNow.equals(epoch) && topNow == position) {
      verifiedAt = asked;
    } else {
      wake();
    }
  }

  void stop() {
    stopped = true;
  }

  /** Whether it had carried out everything when it last looked, which was within this time. */
  boolean isCurrent(long withinNanos) {
    return isVerified() && System.nanoTime() - verifiedAt < withinNanos;
  }

  private boolean isVerified() {
    return verified == doubts.get();
  }

  private CompletionStage<LogPage> read() {
    return redis
        .run(
            Scripts.FOLLOW,
            Keys.OF_FOLLOW,
            new Arguments().add(candidates.next()).add(position).add(AT_ONCE).list())
        .thenApply(LogPage::of);
  }

  private void looked(
      long asked, long doubted, @Nullable Boolean atTop, @Nullable Throwable failure) {
    running = false;
    if (failure != null) {
      verified = NEVER;
      LOG.debug("The log of commands could not be followed; the next beat tries again.", failure);
      return;
    }
    if (Boolean.TRUE.equals(atTop)) {
      verifiedAt = asked;
      verified = doubted;
    }
    if (again || !Boolean.TRUE.equals(atTop)) {
      wake();
    }
  }

  /** True when it stands at the top that the page tells of. */
  private CompletionStage<Boolean> take(LogPage page) {
    if (epoch.isEmpty()) {
      return resync(Resync.STARTED).thenApplyAsync(_ -> standAt(page, page.top()), thread);
    }
    if (!page.epoch().equals(epoch)) {
      return revocations
          .restore()
          .thenCompose(_ -> resync(Resync.EPOCH))
          .thenApplyAsync(_ -> standAt(page, Math.min(position, page.base())), thread);
    }
    if (page.first() - 1 > position) {
      return resync(Resync.TRIMMED)
          .thenCompose(_ -> listener.reconnectAll())
          .thenApplyAsync(_ -> standAt(page, page.first() - 1), thread);
    }
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (LogPage.Entry entry : page.entries()) {
      all = all.thenComposeAsync(_ -> apply(entry), thread);
    }
    return all.thenApplyAsync(_ -> position >= page.top(), thread);
  }

  private CompletionStage<Long> resync(Resync reason) {
    metrics.resynced(reason);
    if (reason != Resync.STARTED) {
      verified = NEVER;
      LOG.warn("This node may have missed commands ({}): it compares all sessions.", reason);
    }
    return revocations.load().thenCompose(_ -> listener.endRevoked());
  }

  /** Never at the top: what came meanwhile is read next. */
  private boolean standAt(LogPage page, long number) {
    epoch = page.epoch();
    position = number;
    complete = number;
    acknowledge(0);
    return false;
  }

  private CompletionStage<Void> apply(LogPage.Entry entry) {
    Optional<Command> read = read(entry);
    if (read.isEmpty()) {
      position = entry.number();
      return CompletableFuture.completedStage(null);
    }
    Command command = read.get();
    return applied(command)
        .handleAsync(
            (sessions, failure) -> {
              boolean next = complete == position;
              position = entry.number();
              if (failure == null) {
                complete = next ? position : complete;
                metrics.applied(command.kind(), sessions);
                acknowledge(sessions);
              } else {
                metrics.failed(command.kind());
                LOG.error(
                    "The command {} of kind {} failed here.", position, command.kind(), failure);
              }
              return null;
            },
            thread);
  }

  private CompletionStage<Long> applied(Command command) {
    try {
      return listener.apply(command);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Empty for a command that this release does not know. The next ones count, and the sender hears
   * that this node has not carried it out.
   */
  private Optional<Command> read(LogPage.Entry entry) {
    Optional<Command> command;
    try {
      command = CommandJson.read(entry.command());
    } catch (IllegalArgumentException e) {
      command = Optional.empty();
    }
    if (command.isEmpty()) {
      redis.unreadable().met(Unread.COMMAND, CommandJson.kind(entry.command()), Keys.LOG);
    }
    return command;
  }

  /**
   * Says to this node and to the others that the command where it stands is carried out, and that
   * all are up to {@link #complete}. When that is lost, a sender takes this node for one that has
   * yet to do it.
   */
  private void acknowledge(long sessions) {
    acknowledgements.done(new Sent(epoch, position), node, sessions);
    redis
        .run(
            Scripts.ACKNOWLEDGE,
            Keys.OF_ACKNOWLEDGE,
            new Arguments()
                .add(Keys.CHANNEL)
                .add(node)
                .add(epoch)
                .add(position)
                .add(sessions)
                .add(complete)
                .list())
        .exceptionally(failure -> {
          LOG.debug("A command could not be acknowledged.", failure);
          return null;
        });
  }
}
