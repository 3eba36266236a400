package dev.tidewire.server.support.redis;

import dev.tidewire.server.support.process.FreePort;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A Redis Cluster of three shards without replicas; each holds a third of the slots. */
public final class RedisCluster implements AutoCloseable {
  private static final int SHARDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisProcess> nodes = new ArrayList<>();

  private RedisCluster() {}

  /**
   * Starts one and waits until every node says that the cluster is well.
   *
   * @param settings lines of a {@code redis.conf} for each node
   */
  public static RedisCluster start(String... settings) {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < SHARDS; i++) {
        cluster.nodes.add(startNode(settings));
      }
      cluster.form();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** The nodes; the first one has the first slots. */
  public List<RedisProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** The node that has the slot of this key, as long as no slot was moved. */
  public RedisProcess ownerOf(String key) {
    return nodes.get(SlotHash.getSlot(key) * SHARDS / SlotHash.SLOT_COUNT);
  }

  /** Waits until every node says that all slots are served. */
  public void awaitHealth() {
    Awaitility.await("the cluster's health")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> nodes.stream().allMatch(RedisCluster::isHealthy));
  }

  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
  }

  private static RedisProcess startNode(String... settings) {
    List<String> lines =
        new ArrayList<>(List.of("cluster-enabled yes", "cluster-node-timeout 2000"));
    // The bus may not take the port and 10,000, which might be somebody else's.
    lines.add("cluster-port " + FreePort.next());
    lines.addAll(List.of(settings));
    return RedisProcess.start(lines.toArray(String[]::new));
  }

  private void form() {
    for (int i = 0; i < SHARDS; i++) {
      int first = Math.ceilDiv(i * SlotHash.SLOT_COUNT, SHARDS);
      int next = Math.ceilDiv((i + 1) * SlotHash.SLOT_COUNT, SHARDS);
      int epoch = i + 1;
      nodes
          .get(i)
          .ask(commands -> {
            commands.clusterSetConfigEpoch(epoch);
            return commands.clusterAddSlots(IntStream.range(first, next).toArray());
          });
    }
    RedisProcess host = nodes.getFirst();
    for (RedisProcess guest : nodes.subList(1, SHARDS)) {
      String bus = guest.ask(commands -> commands.configGet("cluster-port")).get("cluster-port");
      CommandArgs<String, String> meet =
          new CommandArgs<>(StringCodec.UTF8)
              .add("MEET")
              .add("127.0.0.1")
              .add(guest.port())
              .add(bus);
      host.ask(commands ->
          commands.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), meet));
    }
    awaitHealth();
  }

  private static boolean isHealthy(RedisProcess node) {
    String info = node.ask(commands -> commands.clusterInfo());
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + SHARDS);
  }
}
