package dev.tidewire.server.broker.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.redis.RedisCluster;
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What it costs a cluster of three shards to pass messages on, by classic Pub/Sub, by sharded
 * Pub/Sub and by blocking reads of streams. Not part of the test run; decision 5 has its command.
 *
 * <p>The last way is given what it would not have: its channels are in three slots, so that one
 * connection a shard can wait for all of them. Each way stores a message in a capped stream and
 * passes it to three nodes; 300 channels are spread over the shards. The figure is CPU of all Redis
 * processes per message, from {@code INFO}.
 */
class DistributionComparison {
  private static final int NODES = 3;
  private static final int CHANNELS = 300;
  private static final int MESSAGES = 60_000;
  private static final int IN_FLIGHT = 256;
  private static final List<String> ONE_TAG_PER_SHARD = List.of("3", "1", "0");
  private static final String DATA = "x".repeat(128);

  private static final String STORE =
      "redis.call('XADD', KEYS[1], 'MAXLEN', '~', '1000', '*', 'd', ARGV[1]) ";

  private final AtomicLong heard = new AtomicLong();
  private final List<AutoCloseable> open = new ArrayList<>();

  @Test
  void compare() throws Exception {
    try (RedisCluster cluster = RedisCluster.start()) {
      for (int round = 0; round < 2; round++) {
        report(
            "classic Pub/Sub", run(cluster, "return redis.call('PUBLISH', KEYS[1], ARGV[1])", 0));
        report(
            "sharded Pub/Sub", run(cluster, "return redis.call('SPUBLISH', KEYS[1], ARGV[1])", 1));
        report("blocking XREAD", run(cluster, "return 1", 2));
      }
    }
  }

  private double run(RedisCluster cluster, String distribute, int way) throws Exception {
    heard.set(0);
    cluster.nodes().forEach(node -> node.ask(commands -> commands.flushall()));
    Map<RedisProcess, List<String>> byShard = new HashMap<>();
    for (int i = 0; i < CHANNELS; i++) {
      String channel = channel(i, way);
      byShard.computeIfAbsent(cluster.ownerOf(channel), _ -> new ArrayList<>()).add(channel);
    }
    RedisClient client = RedisClient.create();
    open.add(client::shutdown);
    for (int node = 0; node < NODES; node++) {
      for (Map.Entry<RedisProcess, List<String>> shard : byShard.entrySet()) {
        listen(client, shard.getKey(), shard.getValue(), way);
      }
    }
    double before = cpu(cluster);
    publish(client, cluster, STORE + distribute, way);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (heard.get() < (long) MESSAGES * NODES && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    double used = cpu(cluster) - before;
    assertThat(heard.get()).isEqualTo((long) MESSAGES * NODES);
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    open.clear();
    return used / MESSAGES * 1e6;
  }

  /**
   * Channels are spread over all slots; but a cluster takes one read of several streams only when
   * all of them are in one slot.
   */
  private static String channel(int number, int way) {
    return way == 2 ? "{" + ONE_TAG_PER_SHARD.get(number % 3) + "}:" + number : "{" + number + "}";
  }

  private void listen(RedisClient client, RedisProcess shard, List<String> channels, int way) {
    RedisURI uri = shard.uri();
    if (way == 2) {
      StatefulRedisConnection<String, String> connection = client.connect(uri);
      connection.setTimeout(Duration.ofMinutes(5));
      open.add(connection);
      Map<String, String> last = new HashMap<>();
      channels.forEach(channel -> last.put(channel, "0"));
      read(connection.async(), last);
      return;
    }
    StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub(uri);
    open.add(connection);
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            heard.incrementAndGet();
          }

          @Override
          public void smessage(String channel, String message) {
            heard.incrementAndGet();
          }
        });
    for (String channel : channels) {
      if (way == 0) {
        connection.sync().subscribe(channel);
      } else {
        connection.sync().ssubscribe(channel);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void read(RedisAsyncCommands<String, String> commands, Map<String, String> last) {
    XReadArgs.StreamOffset<String>[] offsets =
        last.entrySet().stream()
            .map(one -> XReadArgs.StreamOffset.from(one.getKey(), one.getValue()))
            .toArray(XReadArgs.StreamOffset[]::new);
    var _ =
        commands
            .xread(XReadArgs.Builder.block(60_000).count(100), offsets)
            .thenAccept(messages -> {
              messages.forEach(message -> last.put(message.getStream(), message.getId()));
              heard.addAndGet(messages.size());
              read(commands, last);
            });
  }

  private static void publish(RedisClient client, RedisCluster cluster, String script, int way)
      throws Exception {
    Map<RedisProcess, RedisAsyncCommands<String, String>> commands = new HashMap<>();
    cluster.nodes().forEach(node -> commands.put(node, client.connect(node.uri()).async()));
    Map<RedisProcess, String> digests = new HashMap<>();
    for (RedisProcess node : cluster.nodes()) {
      digests.put(node, requireNonNull(commands.get(node)).scriptLoad(script).get());
    }
    Semaphore room = new Semaphore(IN_FLIGHT);
    for (int i = 0; i < MESSAGES; i++) {
      String channel = channel(i % CHANNELS, way);
      RedisProcess node = cluster.ownerOf(channel);
      room.acquire();
      var _ =
          requireNonNull(commands.get(node))
              .<Long>evalsha(
                  requireNonNull(digests.get(node)),
                  ScriptOutputType.INTEGER,
                  new String[] {channel},
                  DATA)
              .whenComplete((_, _) -> room.release());
    }
    room.acquire(IN_FLIGHT);
  }

  private static double cpu(RedisCluster cluster) {
    double sum = 0;
    for (RedisProcess node : cluster.nodes()) {
      for (String line : node.ask(commands -> commands.info("cpu")).lines().toList()) {
        if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
          sum += Double.parseDouble(line.substring(line.indexOf(':') + 1));
        }
      }
    }
    return sum;
  }

  private static void report(String way, double micros) {
    System.getLogger(DistributionComparison.class.getName())
        .log(
            System.Logger.Level.INFO,
            "%s: %.1f us of Redis CPU per message".formatted(way, micros));
  }
}
