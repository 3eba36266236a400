package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The presence that many nodes share: each enters its members by a lease of its own, and they go
 * when it ends. Thread-safe; all work is done on one thread, and nothing blocks but {@link #close}.
 *
 * <p>Of a channel that it watches, the node has a copy of all members and answers from that.
 */
public final class RedisPresence implements Presence {
  /** All scripts that this presence runs: to be announced when Redis is opened. */
  public static final List<Script> SCRIPTS = Store.SCRIPTS;

  /** Batches, loads and checks that wait for Redis at once. */
  private static final int MAX_REQUESTS = 256;

  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Worker worker;
  private final Services services;
  private final Rounds rounds;

  /** Touched by the worker only; concurrent because anybody may ask for its size. */
  private final Map<ChannelName, Room> rooms = new ConcurrentHashMap<>();

  private final Map<ChannelName, PresenceListener> listeners = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** A presence on this Redis, which stays the caller's. */
  public RedisPresence(Redis redis, RedisPresenceOptions options, PresenceMetrics metrics) {
    this(redis, options, thread(), System::nanoTime, RandomGenerator.getDefault(), metrics);
  }

  /**
   * A presence with a thread and a clock of the caller's choice.
   *
   * @param thread of one thread; it is shut down by {@link #close}
   * @param nanos a clock that is never set, in nanoseconds
   */
  RedisPresence(
      Redis redis,
      RedisPresenceOptions options,
      ScheduledExecutorService thread,
      LongSupplier nanos,
      RandomGenerator random,
      PresenceMetrics metrics) {
    worker = new Worker(thread, nanos);
    rounds = new Rounds(worker, options.life());
    Store store = new Store(redis, options);
    Lease lease = new Lease(store, worker, options.lease(), metrics, new Tidings());
    Pacer pacer = new Pacer(worker, MAX_REQUESTS);
    BatchNumbers numbers = new BatchNumbers(worker, options.lease());
    services = new Services(redis, store, lease, numbers, worker, pacer, options, metrics, random);
    metrics.showSize(rooms::size, () -> lease.nodes().count());
    worker.execute(lease::renew);
    worker.execute(rounds::begin);
  }

  private static ScheduledExecutorService thread() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("presence").factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return thread;
  }

  @Override
  public CompletionStage<Void> join(ChannelName channel, Member member) {
    if (member.session().value().indexOf('\0') >= 0) {
      throw new IllegalArgumentException("A session's id has no character 0.");
    }
    return ask(channel, (room, done) -> room.join(member, done));
  }

  @Override
  public CompletionStage<Void> leave(ChannelName channel, SessionId session) {
    return ask(channel, (room, done) -> room.leave(session, done));
  }

  @Override
  public CompletionStage<MemberPage> members(
      ChannelName channel, @Nullable SessionId after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "A page holds at least 1 member, not %d.".formatted(limit));
    }
    return ask(channel, (room, done) -> room.read(new Read(after, limit, done)));
  }

  @Override
  public CompletionStage<Void> watch(ChannelName channel, PresenceListener listener) {
    if (closed) {
      return CompletableFuture.failedFuture(closedRefusal());
    }
    if (listeners.putIfAbsent(channel, listener) != null) {
      throw new IllegalStateException("The channel %s has a listener.".formatted(channel));
    }
    CompletionStage<Void> watched = ask(channel, (room, done) -> room.watch(listener, done));
    return watched.whenComplete((_, failure) -> {
      if (failure != null) {
        listeners.remove(channel, listener);
      }
    });
  }

  @Override
  public void unwatch(ChannelName channel) {
    PresenceListener listener = listeners.remove(channel);
    if (listener != null) {
      var _ =
          this.<Void>ask(
              channel,
              (room, done) -> {
                room.unwatch(listener);
                done.complete(null);
              });
    }
  }

  /**
   * {@inheritDoc} The members of this node leave, and others hear it. Blocks for a moment. The
   * connections are closed by their owner.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    CompletableFuture<Void> said = new CompletableFuture<>();
    if (worker.tried(() -> sayFarewell(said))) {
      awaitBriefly(said);
    }
    worker.close();
  }

  private void sayFarewell(CompletableFuture<Void> said) {
    rounds.end();
    List<CompletableFuture<?>> all = new ArrayList<>();
    rooms.values().forEach(room -> all.addAll(room.close()));
    all.add(services.lease().release().toCompletableFuture());
    var _ =
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .whenComplete((_, _) -> said.complete(null));
  }

  private static void awaitBriefly(CompletableFuture<Void> said) {
    try {
      said.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts us wants the rest to be quick
    } catch (ExecutionException | TimeoutException e) {
      // The store does not answer: our members go with the lease.
    }
  }

  /** What is asked of a room. */
  private interface Errand<T> {
    void run(Room room, CompletableFuture<T> done);
  }

  private <T> CompletionStage<T> ask(ChannelName channel, Errand<T> errand) {
    CompletableFuture<T> done = new CompletableFuture<>();
    boolean accepted =
        !closed
            && worker.tried(() -> {
              Room room = rooms.computeIfAbsent(channel, this::open);
              try {
                errand.run(room, done);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
              var _ = done.whenCompleteAsync((_, _) -> dropIfEmpty(room), worker);
            });
    if (!accepted) {
      done.completeExceptionally(closedRefusal());
    }
    return done;
  }

  private Room open(ChannelName channel) {
    Room room = new Room(channel, services);
    rounds.add(room);
    return room;
  }

  private void dropIfEmpty(Room room) {
    if (room.isEmpty() && rooms.remove(room.channel(), room)) {
      rounds.remove(room);
    }
  }

  private void each(Consumer<Room> action) {
    rooms
        .values()
        .forEach(room -> {
          action.accept(room);
          dropIfEmpty(room);
        });
  }

  private static Refusal closedRefusal() {
    return new Refusal(ErrorCode.UNAVAILABLE, "The presence is closed.");
  }

  /** What the lease tells, handed on to all rooms. */
  private final class Tidings implements Lease.Listener {
    @Override
    public void lost() {
      each(Room::leaseLost);
    }

    @Override
    public void renewed() {
      each(Room::renewed);
    }

    @Override
    public void storeChanged() {
      rounds.hurry();
    }

    @Override
    public void unavailable(Throwable failure) {
      each(room -> room.unavailable(failure));
    }
  }
}
