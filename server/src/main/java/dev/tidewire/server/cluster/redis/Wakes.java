package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.cluster.redis.Acknowledgements.Sent;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisSubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Hears what nodes call to each other: {@code command <number>} when there is one, {@code done
 * <node> <epoch> <number> <sessions>} when one was carried out. Thread-safe.
 */
final class Wakes implements RedisSubscriber, AutoCloseable {
  private static final Duration LISTEN_AGAIN_AFTER = Duration.ofMillis(500);

  private final Redis redis;
  private final ClusterThread thread;
  private final Follower follower;
  private final Acknowledgements acknowledgements;
  private volatile boolean closed;

  Wakes(Redis redis, ClusterThread thread, Follower follower, Acknowledgements acknowledgements) {
    this.redis = redis;
    this.thread = thread;
    this.follower = follower;
    this.acknowledgements = acknowledgements;
  }

  /** Begins, as soon as there is a Redis. On the cluster's thread. */
  void listen() {
    if (closed) {
      return;
    }
    redis
        .subscribe(Keys.CHANNEL, this)
        .whenCompleteAsync(
            (_, failure) -> {
              if (failure == null) {
                follower.begin();
              } else {
                thread.after(LISTEN_AGAIN_AFTER, this::listen);
              }
            },
            thread);
  }

  @Override
  public void message(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    thread.execute(() -> heard(text));
  }

  @Override
  public void lost() {
    follower.doubt();
  }

  @Override
  public void interrupted() {
    follower.doubt();
  }

  @Override
  public void close() {
    closed = true;
    redis.unsubscribe(Keys.CHANNEL);
  }

  /**
   * A later release may append words. What is not understood may be about a command, so this node
   * looks; and who waits for somebody's {@code done} asks when its time is up.
   */
  private void heard(String text) {
    String[] words = text.split(" ", -1);
    if (words[0].equals("command")) {
      follower.wake();
    } else if (!words[0].equals("done") || !done(words)) {
      redis.unreadable().met(Unread.NODE, words[0], Keys.CHANNEL);
      follower.wake();
    }
  }

  private boolean done(String[] words) {
    if (words.length < 5) {
      return false;
    }
    try {
      acknowledgements.done(
          new Sent(words[2], Long.parseLong(words[3])), words[1], Long.parseLong(words[4]));
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
