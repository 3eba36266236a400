package dev.tidewire.server.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Notices that a connection has ended, however it came to it, and ends it once. Thread-safe. */
final class Ending implements RedisConnectionStateListener {
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  static Ending of(StatefulConnection<?, ?> connection) {
    Ending ending = new Ending();
    connection.addListener(ending);
    if (!connection.isOpen()) {
      ending.ended.complete(null); // it ended before we listened
    }
    return ending;
  }

  /** Closes the connection, unless it has ended or is being closed. */
  void close(StatefulConnection<?, ?> connection) {
    if (!ended.isDone() && closing.compareAndSet(false, true)) {
      var _ = connection.closeAsync();
    }
  }

  void then(Runnable action) {
    var _ = ended.thenRun(action);
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    ended.complete(null);
  }
}
