package dev.tidewire.server.broker.redis;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisSubscriber;
import dev.tidewire.server.redis.Script;
import dev.tidewire.server.redis.ScriptReply;
import dev.tidewire.server.redis.Unreadable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The broker that many nodes share: a channel is a stream in Redis, a publish is one script, and
 * sharded Pub/Sub brings its messages to the nodes that listen. Thread-safe, without state of its
 * own.
 *
 * <p>Its epochs are bound to the process of Redis that they were made in ({@code channel.lua}): one
 * that was started anew, or that was promoted, may have gone back in time, and what it numbers then
 * is another epoch.
 */
public final class RedisBroker implements Broker {
  private static final Script PUBLISH = Script.of(RedisBroker.class, "channel.lua", "publish.lua");
  private static final Script READ =
      Script.allowedWhenFull(RedisBroker.class, "channel.lua", "read.lua");

  /** All scripts that this broker runs: to be announced when Redis is opened. */
  public static final List<Script> SCRIPTS = List.of(PUBLISH, READ);

  private static final int KNOWN = 1;
  private static final int UNREADABLE = 2;

  private final Redis redis;
  private final Duration life;
  private final InstantSource clock;
  private final BrokerMetrics metrics;
  private final Epochs epochs = new Epochs();
  private volatile boolean closed;

  /**
   * A broker on this Redis, which stays the caller's.
   *
   * @param life how long a channel's epoch and top are remembered after its messages have aged and
   *     nobody publishes or reads
   * @param clock of messages in channels without history; others have the time of Redis
   */
  public RedisBroker(Redis redis, Duration life, InstantSource clock, BrokerMetrics metrics) {
    this.redis = redis;
    this.life = life;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Optional<Position>> publish(Publish publish) {
    if (closed) {
      return refused();
    }
    if (!publish.retention().keepsHistory()) {
      return pass(publish);
    }
    return redis
        .run(
            PUBLISH,
            Keys.of(publish),
            PublishArguments.of(publish, epochs.next(), life(publish.retention())))
        .thenApply(reply -> stored(publish, reply));
  }

  private Optional<Position> stored(Publish publish, ScriptReply reply) {
    switch ((int) reply.number(2)) {
      case KNOWN -> metrics.duplicate();
      case UNREADABLE -> {
        redis.unreadable().met(Unread.KEY, "no position", publish.channel());
        throw new Refusal(
            ErrorCode.UNAVAILABLE,
            "The key was used at a node of another release, which this one does not understand.");
      }
      default -> metrics.published();
    }
    return Optional.of(new Position(reply.text(0), reply.number(1)));
  }

  private CompletionStage<Optional<Position>> pass(Publish publish) {
    byte[] envelope = Envelope.passing(publish.data(), publish.user(), clock.millis());
    return redis
        .publish(Keys.channel(publish.channel()), envelope)
        .thenApply(_ -> {
          metrics.published();
          return Optional.empty();
        });
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when the retention keeps no history
   */
  @Override
  public CompletionStage<HistoryPage> read(
      ChannelName channel, HistoryQuery query, Retention retention) {
    if (closed) {
      return refused();
    }
    if (!retention.keepsHistory()) {
      throw new IllegalArgumentException("The channel %s keeps no history.".formatted(channel));
    }
    metrics.read();
    CompletionStage<ScriptReply> reply =
        redis.run(
            READ,
            Keys.of(channel),
            ReadArguments.of(query, retention, epochs.next(), life(retention)));
    return reply.thenApply(answer -> {
      String unread = answer.text(4);
      if (!unread.isEmpty()) {
        redis.unreadable().met(Unread.ENTRY, unread, channel);
      }
      return Page.of(query, answer);
    });
  }

  @Override
  public CompletionStage<Void> subscribe(
      ChannelName channel, BrokerListener listener, Retention retention) {
    if (closed) {
      return refused();
    }
    return redis.subscribe(
        Keys.channel(channel), new Opener(channel, listener, redis.unreadable()));
  }

  @Override
  public void unsubscribe(ChannelName channel) {
    redis.unsubscribe(Keys.channel(channel));
  }

  @Override
  public boolean available() {
    return !closed && redis.available();
  }

  /** {@inheritDoc} The connections are closed by their owner. */
  @Override
  public void close() {
    closed = true;
  }

  private long life(Retention retention) {
    return retention.age().plus(life).toMillis();
  }

  private static <T> CompletionStage<T> refused() {
    return CompletableFuture.failedFuture(
        new Refusal(ErrorCode.UNAVAILABLE, "The broker is closed."));
  }

  /**
   * Opens envelopes for the listener of one channel. One that it cannot read is a message that was
   * missed, and is looked for in the history.
   */
  private record Opener(ChannelName channel, BrokerListener listener, Unreadable unreadable)
      implements RedisSubscriber {
    @Override
    public void message(byte[] message) {
      Envelope envelope;
      try {
        envelope = Envelope.open(message);
      } catch (IllegalArgumentException e) {
        unreadable.met(Unread.MESSAGE, Envelope.form(message), channel);
        listener.interrupted();
        return;
      }
      listener.published(envelope.epoch(), envelope.message());
    }

    @Override
    public void interrupted() {
      listener.interrupted();
    }
  }
}
