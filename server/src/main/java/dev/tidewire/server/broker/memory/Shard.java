package dev.tidewire.server.broker.memory;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.BrokerMetrics.EvictionKind;
import dev.tidewire.server.metrics.BrokerMetrics.RefusalReason;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some of a broker's channels behind one lock, which is held for one operation on one channel (and
 * by {@link #sweep} for all of them). A listener is called under the lock: that is what keeps its
 * messages in the order of their offsets.
 */
final class Shard {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final Shared shared;

  private final Map<ChannelName, StoredChannel> channels = new HashMap<>();

  private final PublishOrder order = new PublishOrder();

  Shard(Shared shared) {
    this.shared = shared;
  }

  /** Stores, or hands on to be written and then stored. */
  synchronized CompletionStage<Optional<Position>> publish(Publish publish) {
    long now = shared.clock().millis();
    StoredChannel channel = open(publish.channel(), now);
    RecentKeys.Scope scope = scope(publish);
    RecentKeys.First earlier = scope == null ? null : channel.keys.find(scope, now);
    if (earlier != null) {
      shared.metrics().duplicate();
      return earlier.underWay != null
          ? earlier.underWay
          : CompletableFuture.completedFuture(
              Optional.of(new Position(channel.epoch(), earlier.offset)));
    }
    long offset = channel.assigned + 1;
    CompletableFuture<Optional<Position>> result = new CompletableFuture<>();
    RecentKeys.First first = null;
    if (scope != null) {
      first =
          new RecentKeys.First(offset, now + publish.retention().idempotency().toMillis(), result);
      long before = channel.weight();
      channel.keys.remember(scope, first);
      weigh(channel, before);
    }
    channel.assigned = offset;
    Message message = new Message(offset, publish.data(), publish.user(), now);
    PendingPublish pending = new PendingPublish(this, channel, publish, message, first, result);
    try {
      shared.ahead().offer(pending);
    } catch (Refusal refusal) {
      channel.assigned = offset - 1;
      forgetKey(pending);
      throw refusal;
    }
    return result;
  }

  /** Passes a message of a channel without history to who listens. */
  synchronized void pass(Publish publish) {
    StoredChannel channel = channels.get(publish.channel());
    if (channel != null) {
      long now = shared.clock().millis();
      report(channel, "", new Message(0, publish.data(), publish.user(), now));
    }
    shared.metrics().published();
  }

  /** A pending publish is written: from now on it is in the history. */
  synchronized void store(PendingPublish pending) {
    StoredChannel channel = pending.channel;
    long before = channel.weight();
    long now = shared.clock().millis();
    channel.retention = pending.publish.retention();
    channel.log().append(pending.message, channel.retention, now);
    if (pending.first != null) {
      pending.first.underWay = null;
      channel.keys.expire(now);
      int evicted = channel.keys.shrinkTo(shared.options().maxKeysPerChannel());
      shared.metrics().evicted(EvictionKind.KEY, evicted);
    }
    weigh(channel, before);
    channel.published = now;
    rank(channel);
    shared.metrics().published();
    report(channel, channel.epoch(), pending.message);
  }

  /** A pending publish, and all that were pending behind it, could not be written. */
  synchronized void takeBack(PendingPublish pending) {
    pending.channel.assigned = pending.channel.log().top();
    forgetKey(pending);
  }

  /** Answers from the history. */
  synchronized HistoryPage read(ChannelName name, HistoryQuery query, Retention retention) {
    long now = shared.clock().millis();
    StoredChannel channel = openDurably(name, now, retention);
    long before = channel.weight();
    channel.age(now);
    channel.log().trim(retention, now);
    weigh(channel, before);
    return channel.log().read(query);
  }

  /** Sets the listener of a channel. */
  synchronized void subscribe(ChannelName name, BrokerListener listener, Retention retention) {
    long now = shared.clock().millis();
    StoredChannel channel =
        retention.keepsHistory() ? openDurably(name, now, retention) : open(name, now);
    if (channel.listener != null) {
      throw new IllegalStateException("The channel %s has a listener.".formatted(name));
    }
    channel.listener = listener;
  }

  /** Removes the listener of a channel, if there is one. */
  synchronized void unsubscribe(ChannelName name) {
    StoredChannel channel = channels.get(name);
    if (channel != null) {
      channel.listener = null;
      channel.used = shared.clock().millis();
    }
  }

  /** Takes over a channel that a journal brought back. */
  synchronized void adopt(StoredChannel channel) {
    channels.put(channel.name, channel);
    shared.channels().incrementAndGet();
    weigh(channel, 0);
    rank(channel);
  }

  /** Drops what is too old, and channels that nobody uses. */
  synchronized void sweep() {
    long now = shared.clock().millis();
    long idleSince = now - shared.options().idle().toMillis();
    Iterator<StoredChannel> all = channels.values().iterator();
    while (all.hasNext()) {
      StoredChannel channel = all.next();
      long before = channel.weight();
      channel.age(now);
      weigh(channel, before);
      if (channel.isIdle() && channel.used <= idleSince) {
        all.remove();
        shared.channels().decrementAndGet();
        shared.metrics().evicted(EvictionKind.CHANNEL, 1);
      }
    }
  }

  /** When the least recently published channel that holds something was. Needs no lock. */
  long eldest() {
    return order.eldest();
  }

  /**
   * Lets the history of the least recently published channel go; of the last one that has any, the
   * older half.
   *
   * @return whether something was let go
   */
  synchronized boolean evictEldest() {
    StoredChannel channel = order.first();
    if (channel == null) {
      return false;
    }
    long before = channel.weight();
    int keep = shared.histories().get() > 1 ? 0 : (channel.log().size() + 1) / 2;
    channel.log().keepNewest(keep);
    shared
        .metrics()
        .evicted(EvictionKind.KEY, channel.keys.shrinkTo(keep == 0 ? 0 : channel.keys.size() / 2));
    shared.metrics().evicted(EvictionKind.HISTORY, 1);
    weigh(channel, before);
    return channel.weight() < before;
  }

  /** The names of the channels at this moment. */
  synchronized List<ChannelName> names() {
    return List.copyOf(channels.keySet());
  }

  /** What a journal must hold of a channel; nothing when it is gone. */
  synchronized List<JournalRecord> records(ChannelName name) {
    StoredChannel channel = channels.get(name);
    return channel == null ? List.of() : channel.records();
  }

  private StoredChannel open(ChannelName name, long now) {
    StoredChannel channel = channels.get(name);
    if (channel == null) {
      int max = shared.options().maxChannels();
      if (shared.channels().incrementAndGet() > max) {
        shared.channels().decrementAndGet();
        shared.metrics().refused(RefusalReason.CHANNELS);
        throw new Refusal(
            ErrorCode.UNAVAILABLE,
            "The broker has no room for a channel beyond %d.".formatted(max));
      }
      channel = new StoredChannel(name, shared.epochs().get(), 0, now);
      channels.put(name, channel);
    }
    channel.used = now;
    return channel;
  }

  /** Opens a channel, and writes down the epoch of a new one, since its reader is told of it. */
  private StoredChannel openDurably(ChannelName name, long now, Retention retention) {
    boolean known = channels.containsKey(name);
    StoredChannel channel = open(name, now);
    if (!known) {
      channel.retention = retention;
      try {
        shared.ahead().offer(new NewEpoch(name, channel.epoch(), retention));
      } catch (Refusal refusal) {
        // Not needed for safety: after a restart the channel would only have another epoch.
        LOG.debug("The epoch of {} is not in the journal: {}", name, refusal.sentence());
      }
    }
    return channel;
  }

  private void weigh(StoredChannel channel, long before) {
    long after = channel.weight();
    shared.bytes().addAndGet(after - before);
    if (before == 0 && after > 0) {
      shared.histories().incrementAndGet();
    }
    if (before > 0 && after == 0) {
      shared.histories().decrementAndGet();
      order.remove(channel);
    }
  }

  private void rank(StoredChannel channel) {
    if (channel.weight() > 0) {
      order.toEnd(channel);
    }
  }

  private void forgetKey(PendingPublish pending) {
    RecentKeys.Scope scope = scope(pending.publish);
    if (scope != null) {
      long before = pending.channel.weight();
      pending.channel.keys.forget(scope);
      weigh(pending.channel, before);
    }
  }

  private static void report(StoredChannel channel, String epoch, Message message) {
    BrokerListener listener = channel.listener;
    if (listener == null) {
      return;
    }
    try {
      listener.published(epoch, message);
    } catch (RuntimeException e) {
      LOG.error("The listener of {} failed at offset {}.", channel.name, message.offset(), e);
    }
  }

  private static RecentKeys.@Nullable Scope scope(Publish publish) {
    return publish.key() == null || publish.retention().idempotency().isZero()
        ? null
        : new RecentKeys.Scope(publish.user(), publish.key());
  }
}
