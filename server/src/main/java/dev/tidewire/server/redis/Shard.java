package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.redis.RedisAddress.Host;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One primary of Redis: a link for commands, one that hears what is published, and the probe that
 * watches both. Thread-safe, but for {@link #open} and {@link #close}, which belong to the timer's
 * thread.
 */
final class Shard {
  private final Link<CommandSession> commands;
  private final Link<ListeningSession> listeningLink;
  private final Listening listening;
  private final Probe probe;
  private final Timer timer;
  private final RedisOptions options;

  /**
   * A shard without a connection.
   *
   * @param host where it is; null when the address itself leads there
   * @param probeChannel a channel that this shard serves and nobody else uses; null while none is
   *     known
   */
  Shard(
      @Nullable Host host,
      Lettuce lettuce,
      RedisOptions options,
      List<Script> scripts,
      Supplier<@Nullable String> probeChannel,
      BiConsumer<Subscription, Throwable> whenRefused,
      Timer timer,
      RedisMetrics metrics) {
    this.timer = timer;
    this.options = options;
    RandomGenerator random = RandomGenerator.getDefault();
    listening = new Listening(whenRefused);
    String name = host == null ? options.address().toString() : host.toString();
    commands =
        new Link<>(
            name,
            () ->
                lettuce
                    .commands(host == null ? lettuce.primary() : lettuce.node(host))
                    .thenCompose(connection ->
                        CommandSession.prepare(connection, options.address().kind(), scripts)),
            _ -> {},
            timer,
            new Backoff(options.reconnect(), random),
            metrics);
    listeningLink =
        new Link<>(
            name + ", pub/sub",
            () ->
                lettuce
                    .listening(host == null ? lettuce.primary() : lettuce.node(host))
                    .thenApply(ListeningSession::new),
            listening::opened,
            timer,
            new Backoff(options.reconnect(), random),
            metrics);
    probe = new Probe(probeChannel, commands, listeningLink, listening, metrics);
  }

  void open() {
    commands.open();
    listeningLink.open();
    probe.begin(timer.every(options.probe(), probe::run));
  }

  void close() {
    probe.end();
    commands.close();
    listeningLink.close();
  }

  /** The connection for commands; null while there is none. */
  @Nullable CommandSession commands() {
    return commands.current();
  }

  Listening listening() {
    return listening;
  }

  /** Whether both connections are open and answered lately. */
  boolean available() {
    return commands.current() != null && listeningLink.current() != null && probe.isHealthy();
  }
}
