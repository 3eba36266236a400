package dev.tidewire.server.redis;

import dev.tidewire.server.redis.RedisAddress.Host;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primaries of a Redis Cluster and the slots that each of them has, asked for now and then and
 * whenever a command was redirected.
 */
final class ClusterTopology implements Topology {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTopology.class);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final int PROBE_CHANNELS = 1000;

  /** Hears that slots have another shard now. */
  interface Listener {
    /** Called on the timer's thread, when {@link #shard} answers by the new state. */
    void moved();
  }

  private final RedisOptions options;

  /** Makes the shard at a host, with a supplier of the channel that its probe may use. */
  interface Connector {
    Shard shard(Host host, Supplier<@Nullable String> probeChannel);
  }

  private final Connector connector;
  private final UUID instance;
  private final Listener listener;
  private final Timer timer;
  private final Map<Host, Shard> byHost = new ConcurrentHashMap<>();
  private final AtomicBoolean lookingSoon = new AtomicBoolean();
  private volatile SlotMap slots = SlotMap.EMPTY;
  private int turn;

  ClusterTopology(
      RedisOptions options, Connector connector, UUID instance, Listener listener, Timer timer) {
    this.options = options;
    this.connector = connector;
    this.instance = instance;
    this.listener = listener;
    this.timer = timer;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The hosts of the address are where it begins. Those that turn out to be no primaries are let
   * go when the first answer has come.
   */
  @Override
  public void open() {
    options.address().hosts().forEach(this::connect);
    var _ = timer.every(options.topology(), this::look);
    lookUntilKnown();
  }

  @Override
  public @Nullable Shard shard(int slot) {
    Host owner = slots.owner(slot);
    return owner == null ? null : byHost.get(owner);
  }

  @Override
  public @Nullable Shard at(Host host) {
    return byHost.get(host);
  }

  @Override
  public Collection<Shard> shards() {
    return List.copyOf(byHost.values());
  }

  @Override
  public boolean available() {
    SlotMap known = slots;
    return known.isComplete()
        && known.owners().stream()
            .map(byHost::get)
            .allMatch(shard -> shard != null && shard.available());
  }

  @Override
  public void outdated() {
    if (lookingSoon.compareAndSet(false, true)) {
      timer.after(
          SOON,
          () -> {
            lookingSoon.set(false);
            look();
          });
    }
  }

  private void lookUntilKnown() {
    if (!slots.isComplete()) {
      look();
      timer.after(SOON, this::lookUntilKnown);
    }
  }

  /** Asks one of the servers that answer, another one each time. */
  private void look() {
    List<Shard> shards = List.copyOf(byHost.values());
    for (int i = 0; i < shards.size(); i++) {
      CommandSession session = shards.get((turn + i) % shards.size()).commands();
      if (session != null) {
        turn = (turn + i + 1) % shards.size();
        ask(session);
        return;
      }
    }
    turn = 0;
    options.address().hosts().forEach(this::connect); // all primaries are gone: begin again
  }

  private void ask(CommandSession session) {
    session
        .clusterSlots()
        .thenApply(SlotMap::parse)
        .whenCompleteAsync(
            (answer, failure) -> {
              if (answer != null && !answer.owners().isEmpty()) {
                adopt(answer);
              } else if (failure != null) {
                LOG.debug("A server of the cluster did not say who has which slots.", failure);
              }
            },
            timer);
  }

  private void adopt(SlotMap answer) {
    Set<Host> gone = new HashSet<>(byHost.keySet());
    gone.removeAll(answer.owners());
    answer.owners().forEach(this::connect);
    boolean changed = !answer.equals(slots);
    slots = answer;
    if (changed) {
      LOG.info("The cluster of Redis has {} primaries.", answer.owners().size());
      listener.moved();
    }
    for (Host host : gone) {
      Shard shard = byHost.remove(host);
      if (shard != null) {
        shard.close();
      }
    }
  }

  private void connect(Host host) {
    if (!byHost.containsKey(host)) {
      Shard shard = connector.shard(host, () -> probeChannel(host));
      byHost.put(host, shard);
      shard.open();
    }
  }

  /** The first of the numbered channels whose slot this host has. */
  private @Nullable String probeChannel(Host host) {
    SlotMap known = slots;
    for (int number = 0; number < PROBE_CHANNELS; number++) {
      String channel = "tw:{probe-" + number + "}:" + instance;
      if (host.equals(known.owner(SlotHash.getSlot(channel)))) {
        return channel;
      }
    }
    return null; // a seed that is no primary, or one that has next to no slots
  }
}
