package dev.tidewire.server.redis;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel of Redis and who hears it, for as long as it is wanted. It may move from server to
 * server. Calls of the subscriber are made one at a time.
 */
final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private final String channel;
  private final RedisSubscriber subscriber;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  Subscription(String channel, RedisSubscriber subscriber) {
    this.channel = channel;
    this.subscriber = subscriber;
  }

  String channel() {
    return channel;
  }

  /** Complete once messages come for the first time. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * A server has confirmed: messages come, and some may have been missed unless it is the first.
   */
  synchronized void confirmed() {
    if (!ready.complete(null)) {
      guarded(subscriber::interrupted);
    }
  }

  /** The connection has ended. */
  synchronized void lost() {
    if (ready.isDone()) {
      guarded(subscriber::lost);
    }
  }

  synchronized void message(byte[] message) {
    guarded(() -> subscriber.message(message));
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("What follows word on {} failed.", channel, e);
    }
  }
}
