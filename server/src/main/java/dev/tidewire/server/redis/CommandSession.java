package dev.tidewire.server.redis;

import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A connection for commands to one process of Redis, with all scripts loaded into it. Thread-safe;
 * commands are sent in the order of the calls.
 */
final class CommandSession implements Session {
  /** What all commands that wait for an answer may carry together; more are refused. */
  private static final long MAX_PENDING_BYTES = 64L << 20;

  private final StatefulRedisConnection<String, byte[]> connection;
  private final Ending ending;
  private final Map<Script, String> digests;
  private final AtomicLong pendingBytes = new AtomicLong();

  private CommandSession(
      StatefulRedisConnection<String, byte[]> connection, Map<Script, String> digests) {
    this.connection = connection;
    this.ending = Ending.of(connection);
    this.digests = Map.copyOf(digests);
  }

  /** Makes the connection ready: asks who is at its other end, and loads the scripts there. */
  static CompletionStage<CommandSession> prepare(
      StatefulRedisConnection<String, byte[]> connection,
      RedisAddress.Kind kind,
      List<Script> scripts) {
    RedisAsyncCommands<String, byte[]> commands = connection.async();
    return commands
        .info("server")
        .thenCombine(commands.info("replication"), (server, replication) -> server + replication)
        .thenCompose(text -> {
          ServerInfo info = ServerInfo.parse(text);
          info.check(kind);
          return load(commands, info.runId(), scripts);
        })
        .thenApply(digests -> new CommandSession(connection, digests))
        .whenComplete((_, failure) -> {
          if (failure != null) {
            var _ = connection.closeAsync();
          }
        });
  }

  private static CompletionStage<Map<Script, String>> load(
      RedisAsyncCommands<String, byte[]> commands, String runId, List<Script> scripts) {
    CompletionStage<Map<Script, String>> all = CompletableFuture.completedStage(new HashMap<>());
    for (Script script : scripts) {
      all =
          all.thenCombine(
              commands.scriptLoad(script.completedFor(runId)),
              (digests, digest) -> {
                digests.put(script, digest);
                return digests;
              });
    }
    return all;
  }

  /** Runs a script. */
  CompletionStage<ScriptReply> run(Script script, List<String> keys, List<byte[]> arguments) {
    String digest = digests.get(script);
    if (digest == null) {
      throw new IllegalArgumentException(
          "The script %s was not announced when Redis was opened.".formatted(script.name()));
    }
    return bounded(
            bytes(arguments),
            () ->
                connection
                    .async()
                    .<List<Object>>evalsha(
                        digest,
                        ScriptOutputType.MULTI,
                        keys.toArray(String[]::new),
                        arguments.toArray(byte[][]::new)))
        .thenApply(ScriptReply::new);
  }

  /** Publishes; the answer is how many connections of this server heard it. */
  CompletionStage<Long> publish(String channel, byte[] message) {
    return bounded(message.length, () -> connection.async().spublish(channel, message));
  }

  /** Lets the next command touch a slot that is on its way to this server. */
  void asking() {
    var _ = connection.async().asking();
  }

  /** Complete when the server has answered. */
  CompletionStage<String> ping() {
    return connection.async().ping();
  }

  /** Which servers have which slots, as Redis answers it. */
  CompletionStage<List<Object>> clusterSlots() {
    return connection.async().clusterSlots();
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

  private <T> CompletionStage<T> bounded(long bytes, Supplier<RedisFuture<T>> command) {
    if (pendingBytes.addAndGet(bytes) > MAX_PENDING_BYTES) {
      pendingBytes.addAndGet(-bytes);
      throw new Refusal(
          ErrorCode.UNAVAILABLE, "The store answers too slowly at the moment; try again soon.");
    }
    RedisFuture<T> sent;
    try {
      sent = command.get();
    } catch (RuntimeException e) {
      pendingBytes.addAndGet(-bytes);
      throw e;
    }
    return sent.whenComplete((_, _) -> pendingBytes.addAndGet(-bytes));
  }

  private static long bytes(List<byte[]> arguments) {
    long sum = 0;
    for (byte[] argument : arguments) {
      sum += argument.length;
    }
    return sum;
  }
}
