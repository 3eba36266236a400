package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds connections that are dead but look open. On the timer's thread, but for {@link #isHealthy}.
 *
 * <p>Each round publishes on a channel of our own through the one connection and expects to hear it
 * on the other. A command that fails speaks against the connection for commands; one that succeeds
 * and is not heard, against the one that listens. Three rounds in a row end it, and its link opens
 * another.
 */
final class Probe implements RedisSubscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
  private static final int ROUNDS = 3;

  private final Supplier<@Nullable String> channel;
  private final Link<CommandSession> commands;
  private final Link<ListeningSession> listening;
  private final Listening channels;
  private final RedisMetrics metrics;
  private @Nullable Subscription subscription;
  private @Nullable Future<?> rounds;
  private @Nullable CommandSession asked;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger unheard = new AtomicInteger();

  /**
   * A probe that has not begun.
   *
   * @param channel where to publish; null while no channel of this server is known
   */
  Probe(
      Supplier<@Nullable String> channel,
      Link<CommandSession> commands,
      Link<ListeningSession> listening,
      Listening channels,
      RedisMetrics metrics) {
    this.channel = channel;
    this.commands = commands;
    this.listening = listening;
    this.channels = channels;
    this.metrics = metrics;
  }

  /** {@code rounds} calls {@link #run} until {@link #end}. */
  void begin(Future<?> rounds) {
    this.rounds = rounds;
  }

  void end() {
    if (subscription != null) {
      channels.remove(subscription);
    }
    if (rounds != null) {
      rounds.cancel(false);
    }
  }

  /** Whether the last rounds were heard. */
  boolean isHealthy() {
    return unanswered.get() < 2 && unheard.get() < 2;
  }

  /** One round. */
  void run() {
    CommandSession session = commands.current();
    if (session == null) {
      unanswered.set(0);
      unheard.set(0);
      return;
    }
    if (session != asked) {
      asked = session;
      unanswered.set(0);
    }
    judge(session);
    unanswered.incrementAndGet();
    try {
      round(session).thenRun(() -> unanswered.set(0));
    } catch (RuntimeException e) {
      // The connection takes no more commands: the round counts as unanswered.
    }
  }

  private CompletionStage<?> round(CommandSession session) {
    Subscription heard = subscription();
    if (heard == null) {
      return session.ping();
    }
    return session.publish(heard.channel(), new byte[0]).thenRun(() -> unheard.incrementAndGet());
  }

  private @Nullable Subscription subscription() {
    String wanted = channel.get();
    Subscription current = subscription;
    if (current != null && current.channel().equals(wanted) && channels.has(current)) {
      return current;
    }
    if (current != null) {
      channels.remove(current);
    }
    unheard.set(0);
    subscription = null;
    if (wanted != null) {
      Subscription next = new Subscription(wanted, this);
      next.ready().complete(null); // it is wanted from the start, connected or not
      channels.add(next);
      subscription = next;
    }
    return subscription;
  }

  private void judge(CommandSession session) {
    ListeningSession listener = listening.current();
    if (unanswered.get() >= ROUNDS) {
      LOG.warn("Redis does not answer on an open connection; it is given up.");
      metrics.probeFailed();
      unanswered.set(0);
      session.end();
    } else if (unheard.get() >= ROUNDS && listener != null) {
      LOG.warn("Redis does not pass on what is published; the connection is given up.");
      metrics.probeFailed();
      unheard.set(0);
      listener.end();
    }
  }

  @Override
  public void message(byte[] message) {
    unheard.set(0);
  }

  @Override
  public void interrupted() {
    unheard.set(0);
  }
}
