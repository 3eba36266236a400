package dev.tidewire.server.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/** A connection that hears what is published on one process of Redis. Thread-safe. */
final class ListeningSession implements Session {
  /** Hears what happens, on a thread of the connection, one call at a time. */
  interface Listener {
    /** Something was published. */
    void message(String channel, byte[] message);

    /** From now on messages of this channel come. */
    void subscribed(String channel);

    /** No more messages of this channel come: we asked for that, or its slot has moved away. */
    void unsubscribed(String channel);
  }

  private final StatefulRedisPubSubConnection<String, byte[]> connection;
  private final Ending ending;

  ListeningSession(StatefulRedisPubSubConnection<String, byte[]> connection) {
    this.connection = connection;
    this.ending = Ending.of(connection);
  }

  /** Begins to report to the listener. Call it once, before the first subscribe. */
  void report(Listener listener) {
    connection.addListener(new Adapter(listener));
  }

  /** Asks for a channel's messages. The stage fails when Redis refuses. */
  CompletionStage<Void> subscribe(String channel) {
    return connection.async().ssubscribe(channel);
  }

  /** Asks for no more of them. */
  void unsubscribe(String channel) {
    var _ = connection.async().sunsubscribe(channel);
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public void whenEnded(Runnable action) {
    ending.then(action);
  }

  @Override
  public void end() {
    ending.close(connection);
  }

  private static final class Adapter extends RedisPubSubAdapter<String, byte[]> {
    private final Listener listener;

    Adapter(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void smessage(String channel, byte[] message) {
      listener.message(channel, message);
    }

    @Override
    public void ssubscribed(String channel, long count) {
      listener.subscribed(channel);
    }

    @Override
    public void sunsubscribed(String channel, long count) {
      listener.unsubscribed(channel);
    }
  }
}
