package dev.tidewire.server.sizing;

import static dev.tidewire.server.sizing.Price.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidewire.server.sizing.Workload.Growth;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SizingTest {
  private static final Fleet FLEET = Fleet.defaults();

  /** Round prices, so that the sums below can be done in one's head. */
  private static final Costs COSTS = round(Costs.builtIn());

  private static Costs round(Costs costs) {
    return costs
        .with(PUBLISH, 100)
        .with(RECEIVE, 50)
        .with(READ, 20)
        .with(WRITE, 10)
        .with(DELIVERY, 0)
        .with(GATHER, 0)
        .with(IDLE, 0)
        .with(CONNECT, 0)
        .with(REDIS_PUBLISH, 30)
        .with(REDIS_FORWARD, 5)
        .with(FRAME_BYTES, 100)
        .with(REDIS_BYTES, 100)
        .with(PACKET_BYTES, 50);
  }

  /** 1,000 clients of one channel with 10 messages a second of 100 B. */
  private static Workload one(double connections) {
    return new Workload(connections, 1, 1, 10, 10, 100, 1, 0, 0, 0, 1e12, Growth.AUDIENCE);
  }

  @Test
  void addsUpWhatPublishesWritesAndReadsTake() {
    Plan plan = new Sizing(FLEET, COSTS).plan(one(1000), 2);

    // 10 × 100 µs + 10 × 2 nodes × 50 µs + 10,000 × 10 µs.
    assertThat(plan.nodes().cores()).isCloseTo(0.102, within(1e-9));
    // 10,000 × (100 + 100 + 50) B.
    assertThat(plan.nodes().out()).isCloseTo(20e6, within(1.0));
    // 10 × (30 + 2 × 5) µs.
    assertThat(plan.redis().cores()).isCloseTo(0.0004, within(1e-12));
    // 10 × 2 nodes × 250 B, and as much as one of them for the replica.
    assertThat(plan.redis().out()).isCloseTo(60_000, within(1e-6));
    // 500 clients of a node × 10 µs on four cores.
    assertThat(plan.nodes().secondsOfOneMessage()).isCloseTo(0.00125, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 1", "2, 10, 1.9", "100, 10, 10", "1000000, 10, 10"})
  void aMessageGoesToTheNodesThatHaveASubscriber(double fanout, int nodes, double expected) {
    Load load = new Load(one(fanout), COSTS, nodes);

    assertThat(load.nodesOfAChannel()).isCloseTo(expected, within(0.001));
  }

  @Test
  void messagesThatFallDueTogetherShareAWrite() {
    Workload calm = new Workload(100, 1, 1, 1, 1, 100, 1, 0, 0, 0, 1e12, Growth.AUDIENCE);
    Workload bursts = new Workload(100, 1, 1, 50, 50, 100, 50, 0, 0, 0, 1e12, Growth.AUDIENCE);
    Costs gathering = COSTS.with(GATHER, 1.2);

    assertThat(new Load(calm, gathering, 1).writesPerDelivery()).isCloseTo(1, within(0.01));
    assertThat(new Load(bursts, gathering, 1).writesPerDelivery()).isCloseTo(0.02, within(1e-9));
    // As docs/benchmarks.md has it for 500 messages a second.
    assertThat(new Load(one(300).times(50), gathering, 1).writesPerDelivery())
        .isCloseTo(0.625, within(1e-9));
  }

  @Test
  void takesTheSmallestNumberOfNodesThatIsEnough() {
    Workload work = one(600_000).times(4); // 24 million deliveries a second
    Fleet roomy =
        new Fleet(
            new Fleet.Machine(4, 1e15, 1e9),
            FLEET.redis(),
            FLEET.edge(),
            0.6,
            1,
            Duration.ofHours(1),
            Duration.ofHours(1),
            FLEET.drain(),
            1);
    Plan plan = new Sizing(roomy, COSTS).plan(work);
    int enough = plan.nodes().count() - 1;

    assertThat(plan.nodes().why()).isEqualTo("CPU");
    assertThat(use(work, enough)).isLessThanOrEqualTo(0.6);
    assertThat(use(work, enough - 1)).isGreaterThan(0.6);
  }

  private static double use(Workload work, int nodes) {
    return new Load(work, COSTS, nodes).nodeCores() / nodes / 4;
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void holdsItsPromisesWithTheSpareNodesLost(Scenario scenario) {
    Sizing sizing = new Sizing(FLEET, Costs.builtIn());
    int nodes = 0;
    for (double connections : new double[] {1, 10_000, 300_000, 1e6, 1e7}) {
      Workload work = scenario.of(connections);
      Plan plan = sizing.plan(work);
      int left = plan.nodes().count() - FLEET.spare();

      assertThat(plan.nodes().count()).isGreaterThanOrEqualTo(nodes);
      nodes = plan.nodes().count();
      assertThat(connections / left).isLessThanOrEqualTo(FLEET.node().connections());
      Load load = new Load(work, Costs.builtIn(), left);
      assertThat(load.nodeCores() / left).isLessThanOrEqualTo(4 * FLEET.use() + 1e-9);
      assertThat(load.nodeOut() / left).isLessThanOrEqualTo(10e9 * FLEET.use());
      assertThat(plan.comebacks().afterLoss()).isLessThanOrEqualTo(30);
      assertThat(plan.redis().cores() / plan.redis().shards()).isLessThanOrEqualTo(FLEET.use());
      assertThat(plan.nodes().secondsOfOneMessage()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aHotChannelIsAWallThatMoreShardsDoNotMove() {
    Workload hot = one(1_000_000).times(2_000); // 20,000 publishes in one channel
    Plan plan = new Sizing(FLEET, COSTS).plan(hot, 100);

    Wall wall = wall(plan, "one channel on one core of Redis");
    // 20,000 × (30 + 100 × 5) µs of 0.6 cores.
    assertThat(wall.use()).isCloseTo(10.6 / 0.6, within(1e-9));
    assertThat(plan.redis().shards()).isGreaterThanOrEqualTo(18);
  }

  @Test
  void findsWhereTheFirstWallStands() {
    Sizing sizing = new Sizing(FLEET, COSTS);
    Plan.Reach rate = sizing.plan(one(1000)).rate();

    // 250 B on the way for each message, and 1 Mbit/s.
    assertThat(rate.wall()).isEqualTo("a client's link");
    assertThat(rate.at()).isCloseTo(500, Percentage.withPercentage(0.2));
    Plan there = sizing.plan(one(1000).times(rate.at() / 10));
    assertThat(there.walls().getFirst().use()).isCloseTo(1, Percentage.withPercentage(2));
  }

  @Test
  void aManagedBalancerTakesNoProxies() {
    Workload slow = one(1e6).times(0.01);
    Fleet managed =
        new Fleet(
            FLEET.node(),
            FLEET.redis(),
            new Fleet.Managed(),
            0.6,
            1,
            FLEET.within(),
            FLEET.back(),
            FLEET.drain(),
            1);

    assertThat(new Sizing(managed, COSTS).plan(slow).edge().proxies()).isZero();
    // 1,000,000 by 100,000 each, and one spare.
    assertThat(new Sizing(FLEET, COSTS).plan(slow).edge().proxies()).isEqualTo(11);
  }

  @Test
  void presenceInALargeChannelIsAWall() {
    Workload crowd = new Workload(100_000, 1, 1, 1, 1, 100, 1, 0, 0, 1, 600, Growth.AUDIENCE);

    // 100,000 clients that stay for 600 s join and leave 333 times a second, and each is told.
    assertThat(
            wall(new Sizing(FLEET, COSTS).plan(crowd), "joins and leaves that each client is told")
                .use())
        .isCloseTo(333.3 / 5, Percentage.withPercentage(1));
  }

  @Test
  void refusesCostsThatAreNotWhole() {
    assertThatThrownBy(() -> Costs.parse("publish: {value: 1, basis: measured}"))
        .hasMessage("The price \"receive\" is missing.");
    assertThatThrownBy(() -> Costs.parse("publish: {value: -1, basis: measured}"))
        .hasMessage("\"publish\" is wrong: is at least 0, but -1.0 was given.");
    assertThatThrownBy(() -> Costs.parse("publish: [")).hasMessage("It is not YAML 1.2.");
    assertThatThrownBy(() -> Costs.parse("- 1"))
        .hasMessage("Names of prices are expected, each with its value.");
  }

  @Test
  void everyMeasuredCostNamesDateMachineAndCommand() {
    for (Price price : Price.values()) {
      Cost cost = Costs.builtIn().cost(price);
      assertThat(cost.what()).as(price.key()).isNotEmpty();
      if (cost.basis() == Cost.Basis.MEASURED) {
        assertThat(cost.date()).as(price.key()).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(cost.machine()).as(price.key()).isNotEmpty();
        assertThat(cost.command()).as(price.key()).isNotEmpty();
      }
    }
  }

  private static Wall wall(Plan plan, String name) {
    return plan.walls().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
