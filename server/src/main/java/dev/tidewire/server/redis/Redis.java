package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.redis.RedisAddress.Host;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis, however many servers it is: scripts on keys of one slot, sharded Pub/Sub, and connections
 * that are always opened anew. Thread-safe, and nothing blocks but {@link #close}.
 *
 * <p>It may be opened while there is no Redis. What cannot be done fails with a {@link Refusal}
 * ({@code UNAVAILABLE}); a command is never sent twice, so one whose connection was lost may have
 * been done or not.
 *
 * <p>Keys and channels name their slot by a tag in braces, as in {@code tw:{chat:1}:s}.
 */
public final class Redis implements AutoCloseable {
  private static final Duration SUBSCRIBE_AGAIN = Duration.ofMillis(250);

  /** Tells the probes of processes apart. */
  private final UUID instance = UUID.randomUUID();

  private final RedisOptions options;
  private final List<Script> scripts;
  private final RedisMetrics metrics;
  private final Unreadable unreadable;
  private final Lettuce lettuce;
  private final Timer timer = new Timer();
  private final Topology topology;
  private final Command.Way way;
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Redis(RedisOptions options, List<Script> scripts, RedisMetrics metrics) {
    this.options = options;
    this.scripts = List.copyOf(scripts);
    this.metrics = metrics;
    this.unreadable = new Unreadable(metrics);
    this.lettuce = new Lettuce(options);
    topology =
        options.address().kind() == RedisAddress.Kind.CLUSTER
            ? new ClusterTopology(options, this::shard, instance, this::moveSubscriptions, timer)
            : new SingleTopology(shard(null, () -> "tw:probe:" + instance));
    way = new Command.Way(topology, timer, metrics);
    metrics.showAvailable(this::available);
  }

  /**
   * Begins to connect.
   *
   * @param scripts all that will be run
   */
  public static Redis open(RedisOptions options, List<Script> scripts, RedisMetrics metrics) {
    Redis redis = new Redis(options, scripts, metrics);
    redis.timer.execute(redis.topology::open);
    return redis;
  }

  /**
   * Runs a script.
   *
   * @param keys at least one, all with the same tag
   */
  public CompletionStage<ScriptReply> run(
      Script script, List<String> keys, List<byte[]> arguments) {
    int slot = SlotHash.getSlot(keys.getFirst());
    return new Command<>(way, slot, session -> session.run(script, keys, arguments)).send();
  }

  /** Publishes on a channel; complete when Redis has passed it to the connections that hear it. */
  public CompletionStage<Long> publish(String channel, byte[] message) {
    int slot = SlotHash.getSlot(channel);
    return new Command<>(way, slot, session -> session.publish(channel, message)).send();
  }

  /**
   * Begins to hear a channel. When the stage has completed, every message that is published after
   * that moment is heard, but for the times that {@link RedisSubscriber#interrupted} tells of.
   *
   * @throws IllegalStateException when it is heard already
   */
  public CompletionStage<Void> subscribe(String channel, RedisSubscriber subscriber) {
    Subscription subscription = new Subscription(channel, subscriber);
    if (subscriptions.putIfAbsent(channel, subscription) != null) {
      throw new IllegalStateException("The channel %s is heard already.".formatted(channel));
    }
    place(subscription);
    return subscription.ready();
  }

  /** Ends that; nothing happens when it is not heard. A message under way may still come. */
  public void unsubscribe(String channel) {
    Subscription subscription = subscriptions.remove(channel);
    if (subscription != null) {
      topology.shards().forEach(shard -> shard.listening().remove(subscription));
    }
  }

  /** Where to say that something cannot be read. */
  public Unreadable unreadable() {
    return unreadable;
  }

  /** Whether every part of Redis is connected and answered lately. */
  public boolean available() {
    return !closed && topology.available();
  }

  /** Ends all connections; what waits for an answer fails. Blocks for a moment. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    timer.close(); // no connection is opened any more
    lettuce.close();
    subscriptions.values().forEach(one -> one.ready().completeExceptionally(unreachable()));
  }

  private Shard shard(@Nullable Host host, Supplier<@Nullable String> probeChannel) {
    return new Shard(host, lettuce, options, scripts, probeChannel, this::refused, timer, metrics);
  }

  /** Adds a subscription to the shard that has its slot. */
  private void place(Subscription subscription) {
    Shard shard = topology.shard(SlotHash.getSlot(subscription.channel()));
    try {
      if (shard == null) {
        throw unreachable();
      }
      shard.listening().add(subscription);
    } catch (Refusal refusal) {
      refused(subscription, refusal);
    }
  }

  /**
   * A server does not serve the channel. One that was heard before is wanted until somebody takes
   * it; one that was not is refused, unless the server knows who has it.
   */
  private void refused(Subscription subscription, Throwable failure) {
    Trouble trouble = Trouble.of(failure);
    if (trouble instanceof Trouble.Moved || trouble instanceof Trouble.Outdated) {
      topology.outdated();
    }
    boolean placeAgain =
        subscription.ready().isDone()
            || trouble instanceof Trouble.Moved
            || trouble instanceof Trouble.Between;
    if (placeAgain && !closed) {
      timer.after(
          SUBSCRIBE_AGAIN,
          () -> {
            if (subscriptions.get(subscription.channel()) == subscription) {
              place(subscription);
            }
          });
      return;
    }
    subscriptions.remove(subscription.channel(), subscription);
    subscription.ready().completeExceptionally(refusal(trouble));
  }

  private void moveSubscriptions() {
    for (Shard shard : topology.shards()) {
      for (Subscription subscription : shard.listening().subscriptions()) {
        boolean ours = subscriptions.get(subscription.channel()) == subscription;
        if (ours && topology.shard(SlotHash.getSlot(subscription.channel())) != shard) {
          shard.listening().remove(subscription);
          place(subscription);
        }
      }
    }
  }

  private static Refusal unreachable() {
    return new Refusal(ErrorCode.UNAVAILABLE, "The store cannot be reached at the moment.");
  }

  private static Refusal refusal(Trouble trouble) {
    return trouble instanceof Trouble.Failed failed ? failed.refusal() : unreachable();
  }
}
