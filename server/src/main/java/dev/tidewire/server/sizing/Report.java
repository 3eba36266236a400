package dev.tidewire.server.sizing;

import static dev.tidewire.server.sizing.Amounts.bits;
import static dev.tidewire.server.sizing.Amounts.bytes;
import static dev.tidewire.server.sizing.Amounts.number;
import static dev.tidewire.server.sizing.Amounts.seconds;
import static dev.tidewire.server.sizing.Amounts.share;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan as figures: for a program, and as lines for people. */
public final class Report {
  /**
   * One line.
   *
   * @param name what it is about
   * @param value what the plan says
   */
  public record Line(String name, String value) {}

  /** What a Redis is given that has next to nothing to keep. */
  private static final double LEAST_REDIS = 128 << 20;

  /** A wall as near as this is passed whatever is asked for. */
  private static final double NEAR = 1.01;

  /** What nobody asks for. */
  private static final double FAR = 1e9;

  private Report() {}

  /** What is asked for. */
  public static List<Line> work(Plan plan) {
    Workload work = plan.work();
    return List.of(
        new Line("connections", number(work.connections())),
        new Line(
            "channels",
            "%s, %s subscribers each".formatted(number(work.channels()), number(work.fanout()))),
        new Line("publishes a second", number(work.publishes())),
        new Line("deliveries a second", number(work.deliveries())),
        new Line("messages a second for a client", number(work.received())));
  }

  /** What to install, and how busy it is. */
  public static List<Line> installation(Plan plan) {
    Plan.Nodes nodes = plan.nodes();
    Plan.Redis redis = plan.redis();
    return List.of(
        new Line("nodes", "%s (%s)".formatted(number(nodes.count()), nodes.why())),
        new Line("cores in use, all nodes", number(nodes.cores())),
        new Line("CPU of a node", share(nodes.use())),
        new Line(
            "connections of a node",
            "%s, %s after a loss"
                .formatted(
                    number(Math.ceil(nodes.connections())), number(Math.ceil(nodes.busiest())))),
        new Line("memory of a node", bytes(nodes.memory())),
        new Line("network, nodes to clients", bits(nodes.out())),
        new Line("messages a node reads a second", number(nodes.received())),
        new Line("one message written to all in", seconds(nodes.secondsOfOneMessage())),
        new Line("shards of Redis", "%s (%s)".formatted(number(redis.shards()), redis.why())),
        new Line("cores in use, Redis", number(redis.cores())),
        new Line("memory of Redis", bytes(redis.memory())),
        new Line("network, Redis to nodes", bits(redis.out())),
        new Line("nodes that a message goes to", number(redis.nodesOfAChannel())),
        new Line("proxies", proxies(plan.edge())));
  }

  private static String proxies(Plan.Edge edge) {
    return edge.proxies() == 0
        ? "none of one's own"
        : "%s, %s each, %s source address%s"
            .formatted(
                number(edge.proxies()),
                bytes(edge.memory()),
                number(edge.addresses()),
                edge.addresses() == 1 ? "" : "es");
  }

  /** What happens when clients have to come back. */
  public static List<Line> comebacks(Plan plan) {
    Plan.Comebacks comebacks = plan.comebacks();
    return List.of(
        new Line("connects a second in a drain", number(comebacks.drainRate())),
        new Line("clients of a lost node back in", seconds(comebacks.afterLoss())),
        new Line("all back when all were cut in", seconds(comebacks.afterAll())),
        new Line("a rolling restart takes", seconds(comebacks.restart())));
  }

  /** The walls, nearest first, and where the first one stands. */
  public static List<Line> walls(Plan plan) {
    return plan.walls().stream().map(wall -> new Line(wall.name(), share(wall.use()))).toList();
  }

  /** Where the first walls stand, in sentences. */
  public static List<String> reach(Plan plan) {
    return List.of(
        "The first wall when connections grow: " + at(plan.reach(), "connections"),
        "The first wall when publishes grow: " + at(plan.rate(), "publishes a second"));
  }

  private static String at(Plan.Reach reach, String unit) {
    if (reach.at() >= FAR) {
      return "none below %s %s.".formatted(number(FAR), unit);
    }
    return reach.at() < NEAR
        ? "%s, with any number of %s.".formatted(reach.wall(), unit)
        : "%s, at %s %s.".formatted(reach.wall(), number(rounded(reach.at())), unit);
  }

  /** What must be set to something else than its default for this. */
  public static List<Line> settings(Plan plan) {
    double most = plan.nodes().busiest();
    double edge = plan.edge().connections();
    return List.of(
        new Line("maxSurge, for a restart within an hour", number(plan.comebacks().surge())),
        new Line("max-connections of a node", number(rounded(most * 1.2))),
        new Line("open files of a node", number(rounded(most * 1.2) + 500)),
        new Line("open files of a proxy", number(rounded(2.2 * edge))),
        new Line("nf_conntrack_max where a proxy runs", number(rounded(2.5 * edge))),
        new Line(
            "maxmemory of a shard of Redis",
            bytes(Math.max(LEAST_REDIS, plan.redis().memory() / plan.redis().shards() / 0.6))));
  }

  /** Two digits are all that a forecast has. */
  private static double rounded(double value) {
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1));
    return Math.ceil(value / unit) * unit;
  }

  /** All figures by name, in their plain units: cores, bytes, bit/s, seconds. */
  public static Map<String, Double> figures(Plan plan) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("connections", plan.work().connections());
    figures.put("publishes", plan.work().publishes());
    figures.put("deliveries", plan.work().deliveries());
    figures.put("nodes", (double) plan.nodes().count());
    figures.put("nodeCores", plan.nodes().cores());
    figures.put("nodeConnections", plan.nodes().connections());
    figures.put("nodeMemory", plan.nodes().memory());
    figures.put("nodeResident", plan.nodes().resident());
    figures.put("nodeOut", plan.nodes().out());
    figures.put("nodeReceived", plan.nodes().received());
    figures.put("redisShards", (double) plan.redis().shards());
    figures.put("redisCores", plan.redis().cores());
    figures.put("redisMemory", plan.redis().memory());
    figures.put("redisOut", plan.redis().out());
    figures.put("proxies", (double) plan.edge().proxies());
    figures.put("edgeCores", plan.edge().cores());
    figures.put("secondsAfterLoss", plan.comebacks().afterLoss());
    figures.put("secondsAfterAll", plan.comebacks().afterAll());
    figures.put("secondsOfRestart", plan.comebacks().restart());
    figures.put("wallConnections", plan.reach().at());
    figures.put("wallPublishes", plan.rate().at());
    return figures;
  }
}
