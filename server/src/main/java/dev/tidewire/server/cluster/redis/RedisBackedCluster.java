package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.CommandListener;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.cluster.redis.Acknowledgements.Sent;
import dev.tidewire.server.metrics.ClusterMetrics;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.Script;
import dev.tidewire.server.redis.ScriptReply;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes that meet in Redis: a log of commands that every node follows by itself, a lease for each
 * node, and the revocations, which outlive the log. Pub/Sub wakes nodes up; what it loses is found
 * at the next beat. A node is current only while it has its lease: those who send commands know it
 * by that. Thread-safe.
 */
public final class RedisBackedCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBackedCluster.class);
  private static final Duration BEAT_AGAIN = Duration.ofMillis(500);
  private static final long LEAVE_WITHIN_MILLIS = 1000;

  /** All scripts that it runs: to be announced when Redis is opened. */
  public static final List<Script> SCRIPTS = Scripts.ALL;

  private final Redis redis;
  private final ClusterOptions options;
  private final Supplier<NodeStatus> self;
  private final String node;
  private final Revocations revocations;
  private final ClusterMetrics metrics;
  private final ClusterThread thread = new ClusterThread();
  private final Candidates candidates = new Candidates();
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final Follower follower;
  private final Wakes wakes;
  private final Lease lease;
  private volatile int alive = 1;
  private volatile boolean closed;

  /**
   * Joins the nodes that meet in this Redis, which stays the caller's, and may not be there yet.
   *
   * @param listener this node's sessions
   * @param revocations what this node knows; it comes to know what Redis does
   * @param self what this node carries right now; asked at once, too
   */
  public RedisBackedCluster(
      Redis redis,
      ClusterOptions options,
      CommandListener listener,
      Revocations revocations,
      Supplier<NodeStatus> self,
      ClusterMetrics metrics) {
    this.redis = redis;
    this.options = options;
    this.self = self;
    this.node = self.get().node();
    this.revocations = revocations;
    this.metrics = metrics;
    lease = new Lease(options.lease());
    follower =
        new Follower(
            node,
            redis,
            thread,
            listener,
            new SharedRevocations(redis, revocations),
            acknowledgements,
            candidates,
            metrics);
    wakes = new Wakes(redis, thread, follower, acknowledgements);
    metrics.showSize(revocations::size, () -> alive);
    metrics.showCurrent(this::isCurrent);
    thread.execute(wakes::listen);
    thread.execute(this::beat);
  }

  @Override
  public CompletionStage<Receipt> send(Command command) {
    if (closed) {
      return refused();
    }
    return redis
        .run(Scripts.SEND, Keys.OF_SEND, arguments(command))
        .thenComposeAsync(reply -> sent(command, reply), thread);
  }

  private List<byte[]> arguments(Command command) {
    Arguments arguments =
        new Arguments()
            .add(Keys.CHANNEL)
            .add(candidates.next())
            .add(CommandJson.write(command))
            .add(options.maxCommands());
    if (command instanceof Command.Revoke revoke) {
      RevokedField.of(revoke.revocation()).addTo(arguments).add(options.maxRevocations());
    }
    return arguments.list();
  }

  private CompletionStage<Receipt> sent(Command command, ScriptReply reply) {
    if (reply.text(0).isEmpty() && reply.number(1) == 1) {
      redis.unreadable().met(Unread.REVOCATION, "no times", Keys.REVOKED);
      throw new Refusal(
          ErrorCode.UNAVAILABLE,
          "What is revoked of the same user or token was stored by a node of another release,"
              + " which this one does not understand.");
    }
    if (reply.text(0).isEmpty()) {
      throw new Refusal(
          ErrorCode.LIMIT_EXCEEDED,
          "There are %d revocations already, as many as there may be."
              .formatted(options.maxRevocations()));
    }
    metrics.sent(command.kind());
    Set<String> nodes = texts(reply.list(2));
    nodes.add(node);
    Sent number = new Sent(reply.text(0), reply.number(1));
    CompletableFuture<Receipt> receipt = acknowledgements.await(number, nodes);
    follower.wake();
    thread.after(
        options.acknowledge(),
        () -> {
          if (receipt.isDone()) {
            acknowledgements.end(number);
          } else {
            askAndEnd(number, nodes);
          }
        });
    return receipt.thenApply(end -> {
      metrics.missing(end.missing().size());
      return end;
    });
  }

  /**
   * Time is up. A word of a node may have been lost, so those who have not said it are looked up.
   */
  private void askAndEnd(Sent number, Set<String> nodes) {
    redis
        .run(Scripts.ACKNOWLEDGED, Keys.OF_ACKNOWLEDGE, List.of())
        .whenCompleteAsync(
            (reply, failure) -> {
              if (failure == null) {
                positions(reply)
                    .forEach((name, position) -> {
                      if (nodes.contains(name)
                          && position.epoch().equals(number.epoch())
                          && position.number() >= number.number()) {
                        acknowledgements.done(number, name, 0);
                      }
                    });
              }
              acknowledgements.end(number);
            },
            thread);
  }

  /** A node whose position cannot be read has not said that it did anything. */
  private Map<String, Sent> positions(ScriptReply reply) {
    Map<String, Sent> positions = new TreeMap<>();
    for (int i = 0; i < reply.size(); i += 2) {
      try {
        positions.put(reply.text(i), Sent.parse(reply.text(i + 1)));
      } catch (IllegalArgumentException e) {
        redis.unreadable().met(Unread.NODE, "no position", Keys.ACKNOWLEDGED);
      }
    }
    return positions;
  }

  @Override
  public CompletionStage<List<NodeStatus>> nodes() {
    if (closed) {
      return refused();
    }
    return redis
        .run(Scripts.NODES, Keys.OF_NODES, List.of())
        .thenApply(reply -> {
          Map<String, NodeStatus> byName = new TreeMap<>();
          for (String status : texts(reply)) {
            try {
              NodeStatus read = StatusJson.read(status);
              byName.put(read.node(), read);
            } catch (IllegalArgumentException e) {
              redis.unreadable().met(Unread.NODE, "no status", Keys.STATUSES); // the others count
            }
          }
          byName.put(node, status()); // what it carries now, and not at its last beat
          return byName.values().stream().sorted(Comparator.comparing(NodeStatus::node)).toList();
        });
  }

  @Override
  public boolean isCurrent() {
    return !closed && lease.isHeld() && follower.isCurrent(options.lease().toNanos());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    thread.execute(follower::stop);
    wakes.close();
    CompletionStage<ScriptReply> left =
        redis.run(Scripts.LEAVE, Keys.OF_LEAVE, new Arguments().add(node).list());
    try {
      left.toCompletableFuture().orTimeout(LEAVE_WITHIN_MILLIS, TimeUnit.MILLISECONDS).join();
    } catch (RuntimeException e) {
      LOG.debug("The cluster could not be told; this node's lease will run out.", e);
    }
    thread.close();
  }

  private void beat() {
    revocations.sweep();
    if (closed) {
      return;
    }
    long asked = System.nanoTime();
    renewLease()
        .whenCompleteAsync(
            (reply, failure) -> {
              thread.after(failure == null ? options.beat() : BEAT_AGAIN, this::beat);
              if (failure == null) {
                lease.renewed(asked);
                alive = (int) reply.number(2);
                follower.compare(reply.text(0), reply.number(1), asked);
              } else {
                follower.doubt();
                LOG.debug("A beat failed; the next one comes soon.", failure);
              }
            },
            thread);
  }

  private CompletionStage<ScriptReply> renewLease() {
    return CompletableFuture.completedStage(new Arguments().add(candidates.next()).add(node))
        .thenCompose(arguments ->
            redis.run(
                Scripts.BEAT,
                Keys.OF_BEAT,
                arguments.add(StatusJson.write(status())).add(options.lease().toMillis()).list()));
  }

  private NodeStatus status() {
    return self.get().ifCurrent(this::isCurrent);
  }

  private static Set<String> texts(ScriptReply reply) {
    Set<String> texts = new TreeSet<>();
    for (int i = 0; i < reply.size(); i++) {
      texts.add(reply.text(i));
    }
    return texts;
  }

  private static <T> CompletionStage<T> refused() {
    return CompletableFuture.failedStage(
        new Refusal(ErrorCode.UNAVAILABLE, "This node has left the cluster."));
  }
}
