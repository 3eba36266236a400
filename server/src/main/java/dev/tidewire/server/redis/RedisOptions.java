package dev.tidewire.server.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How Redis is reached, and how long it may take.
 *
 * @param certificates a file of PEM certificates that its TLS certificate is checked against; null
 *     for those that Java trusts
 * @param timeout of a command, of a connect, and of what was sent and is not acknowledged by TCP
 * @param maxPending commands on one connection that may wait for an answer; more are refused
 * @param probe between two probes of a connection; three without an answer end it
 * @param reconnect the longest pause between two attempts to connect
 * @param topology between two looks at who leads which part of a cluster
 */
public record RedisOptions(
    RedisAddress address,
    @Nullable Path certificates,
    Duration timeout,
    int maxPending,
    Duration probe,
    Duration reconnect,
    Duration topology) {

  /** What suits a Redis in the same data centre. */
  public static RedisOptions defaults(RedisAddress address) {
    return new RedisOptions(
        address,
        null,
        Duration.ofSeconds(2),
        50_000,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(15));
  }
}
