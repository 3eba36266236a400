package dev.tidewire.server.redis;

import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are heard on one server, across its connections. Thread-safe.
 *
 * <p>What is wanted is remembered here, not by Lettuce. A new connection is asked for all of it, a
 * bounded number of channels at a time, and each channel's subscriber hears that it was interrupted
 * once its messages come again.
 */
final class Listening {
  /** Subscribes that may wait for their confirmation. */
  private static final int WINDOW = 512;

  private final BiConsumer<Subscription, Throwable> whenRefused;
  private final Map<String, Subscription> wanted = new ConcurrentHashMap<>();

  /** Subscribes and unsubscribes that were sent and are not confirmed: several for one channel. */
  private final Map<String, Integer> unconfirmed = new HashMap<>();

  private final Map<String, Integer> leaving = new HashMap<>();
  private final Queue<String> toAsk = new ArrayDeque<>();
  private int asked;
  private volatile @Nullable ListeningSession session;

  /**
   * Nothing is heard yet.
   *
   * @param whenRefused hears of a channel that this server does not want to serve, or no longer
   */
  Listening(BiConsumer<Subscription, Throwable> whenRefused) {
    this.whenRefused = whenRefused;
  }

  /**
   * Begins to hear a channel.
   *
   * @throws Refusal ({@code UNAVAILABLE}) when there is no connection, and the channel was not
   *     heard before
   */
  synchronized void add(Subscription subscription) {
    if (session == null && !subscription.ready().isDone()) {
      throw unreachable();
    }
    wanted.put(subscription.channel(), subscription);
    if (session != null) {
      toAsk.add(subscription.channel());
      ask();
    }
  }

  /** Ends it for this very subscription. */
  synchronized void remove(Subscription subscription) {
    String channel = subscription.channel();
    ListeningSession open = session;
    if (wanted.remove(channel, subscription) && open != null) {
      leaving.merge(channel, 1, Integer::sum);
      open.unsubscribe(channel);
    }
  }

  /** Whether this very subscription is wanted here. */
  boolean has(Subscription subscription) {
    return wanted.get(subscription.channel()) == subscription;
  }

  /** All that is wanted here. */
  synchronized Collection<Subscription> subscriptions() {
    return List.copyOf(wanted.values());
  }

  /** A connection is open: everything is asked for again. */
  void opened(ListeningSession opened) {
    opened.report(new Reports(opened));
    synchronized (this) {
      session = opened;
      unconfirmed.clear();
      leaving.clear();
      toAsk.clear();
      asked = 0;
      toAsk.addAll(wanted.keySet());
      ask();
    }
    opened.whenEnded(() -> ended(opened));
  }

  /** What was heard stays wanted; who still waits for the first confirmation does not wait on. */
  private void ended(ListeningSession ended) {
    List<Subscription> waiting;
    List<Subscription> heard;
    synchronized (this) {
      if (session != ended) {
        return;
      }
      session = null;
      heard = wanted.values().stream().filter(one -> one.ready().isDone()).toList();
      waiting = wanted.values().stream().filter(one -> !one.ready().isDone()).toList();
      waiting.forEach(one -> wanted.remove(one.channel(), one));
    }
    heard.forEach(Subscription::lost);
    waiting.forEach(one -> whenRefused.accept(one, unreachable()));
  }

  private static Refusal unreachable() {
    return new Refusal(ErrorCode.UNAVAILABLE, "The store cannot be reached at the moment.");
  }

  private void ask() {
    ListeningSession open = session;
    while (open != null && asked < WINDOW && !toAsk.isEmpty()) {
      String channel = toAsk.remove();
      Subscription subscription = wanted.get(channel);
      if (subscription != null) {
        asked++;
        unconfirmed.merge(channel, 1, Integer::sum);
        open.subscribe(channel)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                refused(open, subscription, failure);
              }
            });
      }
    }
  }

  private void refused(ListeningSession from, Subscription subscription, Throwable failure) {
    synchronized (this) {
      if (session != from) {
        return; // the connection ended; the next one is asked again
      }
      answered(subscription.channel());
      if (!wanted.remove(subscription.channel(), subscription)) {
        return;
      }
    }
    whenRefused.accept(subscription, failure);
  }

  /** Whether we asked for this unsubscribe; counts it as answered. */
  private boolean expected(String channel) {
    boolean asked = leaving.containsKey(channel);
    leaving.computeIfPresent(channel, (_, sent) -> sent > 1 ? sent - 1 : null);
    return asked;
  }

  private void answered(String channel) {
    asked--;
    unconfirmed.computeIfPresent(channel, (_, sent) -> sent > 1 ? sent - 1 : null);
    ask();
  }

  /** What one connection reports. */
  private final class Reports implements ListeningSession.Listener {
    private final ListeningSession from;

    Reports(ListeningSession from) {
      this.from = from;
    }

    @Override
    public void message(String channel, byte[] message) {
      Subscription subscription = wanted.get(channel);
      if (subscription != null && session == from) {
        subscription.message(message);
      }
    }

    @Override
    public void subscribed(String channel) {
      Subscription subscription;
      synchronized (Listening.this) {
        if (session != from) {
          return;
        }
        answered(channel);
        // An earlier subscribe of a channel that was let go in between says nothing of this one.
        subscription = unconfirmed.containsKey(channel) ? null : wanted.get(channel);
      }
      if (subscription != null) {
        subscription.confirmed();
      }
    }

    @Override
    public void unsubscribed(String channel) {
      Subscription moved;
      synchronized (Listening.this) {
        if (session != from || expected(channel)) {
          return;
        }
        moved = wanted.remove(channel);
      }
      if (moved != null) {
        whenRefused.accept(
            moved, new Refusal(ErrorCode.UNAVAILABLE, "The channel has moved to another server."));
      }
    }
  }
}
