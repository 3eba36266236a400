package dev.tidewire.server.sizing;

import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;

/** From what clients do to how many of everything there must be. Pure. */
public final class Sizing {
  /** Share of a node that may be busy while clients of a lost node come back. */
  private static final double STORM_USE = 0.9;

  /** Where more nodes are no answer any more to what each of them hears: it is a wall then. */
  private static final int MOST_NODES = 5000;

  /** How long a rolling restart of all nodes may take, seconds. */
  private static final double RESTART = 3600;

  /** Between these, connections and publishes a second are looked at. */
  private static final double SMALL = 1;

  private static final double LARGE = 1e10;

  /** Instead of no publishes at all, which do not grow by being multiplied. */
  private static final double NO_RATE = 1e-3;

  private final Fleet fleet;
  private final Costs costs;

  /** With these machines and prices. */
  public Sizing(Fleet fleet, Costs costs) {
    this.fleet = fleet;
    this.costs = costs;
  }

  /** The smallest installation that carries this. */
  public Plan plan(Workload work) {
    Need need = nodesNeeded(work);
    return plan(work, need, Math.min(Need.TOO_MANY, need.count() + fleet.spare()));
  }

  /** What an installation with this many nodes, shards for it included, has to do. */
  public Plan plan(Workload work, int nodes) {
    if (nodes <= fleet.spare()) {
      throw new IllegalArgumentException(
          "nodes is above spare, which is %d, but %d was given.".formatted(fleet.spare(), nodes));
    }
    return plan(work, new Need("as given", Math.max(2, nodes - fleet.spare())), nodes);
  }

  private Plan plan(Workload work, Need need, int nodes) {
    Load load = new Load(work, costs, nodes);
    List<Wall> walls = Walls.of(work, fleet, costs, load, nodes);
    return new Plan(
        work,
        nodes(work, need, load, nodes),
        redis(load),
        edge(work, load, nodes),
        comebacks(work, load, nodes),
        walls,
        reach(work::with),
        reach(rate -> work.times(rate / Math.max(work.publishes(), NO_RATE))));
  }

  private Plan.Nodes nodes(Workload work, Need need, Load load, int nodes) {
    double busiest = work.connections() / (nodes - fleet.spare());
    return new Plan.Nodes(
        nodes,
        need.why(),
        load.nodeCores(),
        load.nodeCores() / nodes / fleet.node().cores(),
        work.connections() / nodes,
        busiest,
        load.memory(busiest),
        load.resident(work.connections() / nodes),
        load.nodeOut(),
        load.received() / nodes,
        load.secondsOfOneMessage() / fleet.node().cores());
  }

  private Need nodesNeeded(Workload work) {
    Fleet.Machine node = fleet.node();
    List<Need> needs =
        List.of(
            Need.share("connections of a node", work.connections(), node.connections()),
            Need.least(
                "CPU", nodes -> at(work, nodes).nodeCores() / nodes <= node.cores() * fleet.use()),
            Need.least("reading from Redis", nodes -> at(work, nodes).readingCore() <= fleet.use())
                .orAtMost(MOST_NODES),
            Need.share("network of a node", at(work, 1).nodeOut(), node.network() * fleet.use()),
            Need.least(
                "one message to all in time",
                nodes ->
                    at(work, nodes).secondsOfOneMessage() / node.cores()
                        <= Fleet.seconds(fleet.within())),
            Need.least(
                "clients of a lost node back in time",
                nodes -> secondsBack(work, nodes + fleet.spare()) <= Fleet.seconds(fleet.back())));
    return largest(needs);
  }

  /** Until the clients of the spare nodes, all lost at once, are on the others. */
  private double secondsBack(Workload work, double nodes) {
    double left = nodes - fleet.spare();
    double clients = work.connections() * fleet.spare() / nodes / left;
    double busy = at(work, left).nodeCores() / left;
    return at(work, left).secondsToReturn(clients, fleet.node().cores() * STORM_USE - busy);
  }

  private Plan.Redis redis(Load load) {
    Fleet.Shard shard = fleet.redis();
    double out = load.redisOut(shard.replicas());
    Need need =
        largest(
            List.of(
                Need.share("CPU", load.redisCores(), fleet.use()),
                Need.share("memory", load.redisMemory(), shard.memory() * fleet.use()),
                Need.share("network", out, shard.network() * fleet.use())));
    return new Plan.Redis(
        need.count(),
        need.why(),
        load.redisCores(),
        load.redisMemory(),
        out,
        load.nodesOfAChannel());
  }

  private Plan.Edge edge(Workload work, Load load, int nodes) {
    int proxies =
        switch (fleet.edge()) {
          case Fleet.Managed _ -> 0;
          case Fleet.Proxies each ->
              1
                  + largest(
                          List.of(
                              Need.share("connections", work.connections(), each.connections()),
                              Need.share("CPU", load.edgeCores(), each.cores() * fleet.use())))
                      .count();
        };
    double sources = Math.max(1, proxies);
    double towardsOneNode = work.connections() / (nodes - fleet.spare()) / sources;
    return new Plan.Edge(
        proxies,
        load.edgeCores(),
        proxies == 0 ? 0 : work.connections() / (proxies - 1) * costs.of(Price.EDGE_CONNECTION),
        work.connections() / Math.max(1, sources - 1),
        (int) Math.ceil(towardsOneNode / costs.of(Price.PORTS)));
  }

  private Plan.Comebacks comebacks(Workload work, Load load, int nodes) {
    double leaving = work.connections() / nodes;
    double free = fleet.node().cores() * STORM_USE;
    double restart =
        Math.ceil((double) nodes / fleet.surge())
            * (Fleet.seconds(fleet.drain()) + costs.of(Price.START));
    return new Plan.Comebacks(
        leaving / (Fleet.seconds(fleet.drain()) * 2 / 3),
        fleet.spare() == 0 ? 0 : secondsBack(work, nodes),
        load.secondsToReturn(leaving, free),
        restart,
        (int) Math.ceil(restart * fleet.surge() / RESTART));
  }

  /** How far a workload grows until the first wall, between a little and far too much. */
  private Plan.Reach reach(DoubleFunction<Workload> grown) {
    double low = SMALL;
    double high = LARGE;
    while (high / low > 1.001) {
      double middle = Math.sqrt(low * high);
      if (nearest(grown.apply(middle)).use() >= 1) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return new Plan.Reach(nearest(grown.apply(high)).name(), high);
  }

  private Wall nearest(Workload work) {
    int nodes = Math.min(Need.TOO_MANY, nodesNeeded(work).count() + fleet.spare());
    return Walls.of(work, fleet, costs, at(work, nodes), nodes).getFirst();
  }

  private Load at(Workload work, double nodes) {
    return new Load(work, costs, nodes);
  }

  private static Need largest(List<Need> needs) {
    return needs.stream().max(Comparator.comparingInt(Need::count)).orElseThrow();
  }
}
