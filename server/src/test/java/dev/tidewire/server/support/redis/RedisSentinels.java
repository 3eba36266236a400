package dev.tidewire.server.support.redis;

import io.lettuce.core.RedisURI;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** A primary with two replicas, and three Sentinels that watch it and agree by two. */
public final class RedisSentinels implements AutoCloseable {
  /** The name under which the Sentinels know the primary. */
  public static final String NAME = "tidewire";

  private static final int REPLICAS = 2;
  private static final int SENTINELS = 3;
  private static final int QUORUM = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();

  private RedisSentinels() {}

  /**
   * Starts all of them and waits until the replicas replicate and each Sentinel knows everybody.
   *
   * @param settings lines of a {@code redis.conf} for the primary and its replicas
   */
  public static RedisSentinels start(String... settings) {
    RedisSentinels all = new RedisSentinels();
    try {
      all.startServers(settings);
      for (int i = 0; i < SENTINELS; i++) {
        all.sentinels.add(all.startSentinel());
      }
      all.awaitHealth();
      return all;
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  /** Where clients find it, as in {@code redis-sentinel://127.0.0.1:1,127.0.0.1:2#tidewire}. */
  public String url() {
    List<String> addresses =
        sentinels.stream().map(sentinel -> "127.0.0.1:" + sentinel.port()).toList();
    return "redis-sentinel://" + String.join(",", addresses) + "#" + NAME;
  }

  /** The primary and the replicas, whichever is which by now. */
  public List<RedisProcess> servers() {
    return List.copyOf(servers);
  }

  /** The Sentinels. */
  public List<RedisProcess> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The server that the first Sentinel calls the primary. */
  public RedisProcess primary() {
    InetSocketAddress address = RedisTool.primary(sentinels.getFirst().uri(), NAME);
    return servers.stream()
        .filter(server -> server.port() == address.getPort())
        .findFirst()
        .orElseThrow();
  }

  /** The other servers. */
  public List<RedisProcess> replicas() {
    RedisProcess primary = primary();
    return servers.stream().filter(server -> server != primary).toList();
  }

  /** Waits until all Sentinels call another one the primary and it takes writes, and gives it. */
  public RedisProcess awaitPrimaryOtherThan(RedisProcess old) {
    await(
        "a new primary",
        () -> sentinels.stream().noneMatch(sentinel -> names(sentinel, old)) && writable());
    return primary();
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    servers.forEach(RedisProcess::close);
  }

  private void startServers(String... settings) {
    RedisProcess primary = RedisProcess.start(settings);
    servers.add(primary);
    for (int i = 0; i < REPLICAS; i++) {
      List<String> lines = new ArrayList<>(List.of(settings));
      lines.add("replicaof 127.0.0.1 " + primary.port());
      servers.add(RedisProcess.start(lines.toArray(String[]::new)));
    }
    await("the replicas", () -> role(primary).contains("connected_slaves:" + REPLICAS));
  }

  private RedisProcess startSentinel() {
    int port = servers.getFirst().port();
    return RedisProcess.startSentinel(
        List.of(
            "sentinel monitor " + NAME + " 127.0.0.1 " + port + " " + QUORUM,
            "sentinel down-after-milliseconds " + NAME + " 1000",
            "sentinel failover-timeout " + NAME + " 5000"));
  }

  private void awaitHealth() {
    for (RedisProcess sentinel : sentinels) {
      RedisURI uri = sentinel.uri();
      await(
          "the Sentinel on port " + sentinel.port(),
          () -> RedisTool.knows(uri, NAME, REPLICAS, SENTINELS - 1));
    }
  }

  private boolean writable() {
    return role(primary()).contains("role:master");
  }

  private static boolean names(RedisProcess sentinel, RedisProcess server) {
    return RedisTool.primary(sentinel.uri(), NAME).getPort() == server.port();
  }

  private static String role(RedisProcess server) {
    return server.ask(commands -> commands.info("replication"));
  }

  private static void await(String what, Callable<Boolean> met) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(met);
  }
}
