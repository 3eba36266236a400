package dev.tidewire.server.redis;

import dev.tidewire.server.redis.RedisAddress.Kind;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks once at each server that an address names, for somebody who wants to know what is wrong
 * with it. It changes nothing there, and needs no rights beyond those that the server needs anyway.
 */
public final class Examination {
  private Examination() {}

  /** What was found at one place. */
  public sealed interface Report {
    /** The host and port, or the address of the sentinels. */
    String where();
  }

  /**
   * A server that can be worked with.
   *
   * @param evictionPolicy its {@code maxmemory-policy}; empty when it does not say
   * @param maxMemory bytes that it may take; 0 without a bound
   * @param clockAhead of this machine's clock, negative when it is behind; as exact as the answer
   *     was quick
   */
  public record Usable(
      String where, String version, String evictionPolicy, long maxMemory, Duration clockAhead)
      implements Report {}

  /** None, with the reason as a sentence's end. */
  public record Unusable(String where, String reason) implements Report {}

  /**
   * Looks at the server, at the primary of the sentinels, or at each named node of a cluster.
   * Blocks.
   */
  public static List<Report> of(RedisOptions options, InstantSource clock) {
    RedisAddress address = options.address();
    try (Lettuce lettuce = new Lettuce(options)) {
      if (address.kind() == Kind.CLUSTER) {
        return address.hosts().stream()
            .map(host -> report(lettuce, lettuce.node(host), host.toString(), options, clock))
            .toList();
      }
      return List.of(report(lettuce, lettuce.primary(), address.toString(), options, clock));
    }
  }

  private static Report report(
      Lettuce lettuce, RedisURI uri, String where, RedisOptions options, InstantSource clock) {
    try (StatefulRedisConnection<String, byte[]> connection =
        lettuce
            .commands(uri)
            .toCompletableFuture()
            .get(options.timeout().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)) {
      return usable(connection.sync(), where, options.address().kind(), clock);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unusable(where, "the question was interrupted");
    } catch (TimeoutException e) {
      return new Unusable(where, "it did not answer in time");
    } catch (ExecutionException | RuntimeException e) {
      return new Unusable(where, reason(e));
    }
  }

  private static Usable usable(
      RedisCommands<String, byte[]> redis, String where, Kind kind, InstantSource clock) {
    ServerInfo info = ServerInfo.parse(redis.info("server") + redis.info("replication"));
    info.check(kind);
    String memory = redis.info("memory");
    Instant before = clock.instant();
    List<byte[]> time = redis.time();
    Instant middle = before.plus(Duration.between(before, clock.instant()).dividedBy(2));
    Instant there =
        Instant.ofEpochSecond(number(time.get(0))).plus(number(time.get(1)), ChronoUnit.MICROS);
    String most = ServerInfo.value(memory, "maxmemory");
    return new Usable(
        where,
        info.version(),
        ServerInfo.value(memory, "maxmemory_policy"),
        most.isEmpty() ? 0 : Long.parseLong(most),
        Duration.between(middle, there));
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    for (@Nullable Throwable next = cause; next != null; next = next.getCause()) {
      cause = next;
    }
    return cause instanceof CompletionException || cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : cause.getMessage();
  }
}
