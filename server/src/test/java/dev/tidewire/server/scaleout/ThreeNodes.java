package dev.tidewire.server.scaleout;

import dev.tidewire.server.checker.Expectation;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.Verdict;
import dev.tidewire.server.support.process.Release;
import dev.tidewire.server.support.process.ServerProcess;
import dev.tidewire.server.support.redis.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three server processes on one Redis, and what happens to them. */
final class ThreeNodes implements AutoCloseable {
  private static final int NODES = 3;
  private static final int CHANNELS = 3;
  private static final int PUBLISHERS = 2;
  private static final Duration EVERY = Duration.ofMillis(10);

  private final RedisProcess redis = RedisProcess.start();
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** Starts them, with these settings each. */
  static ThreeNodes start(String... settings) {
    return start(Release.CURRENT, settings);
  }

  /** Starts them as nodes of this release. */
  static ThreeNodes start(Release release, String... settings) {
    ThreeNodes three = new ThreeNodes();
    String[] all =
        Stream.concat(Stream.of("redis", three.redis.url(), "drain", "3s"), Stream.of(settings))
            .toArray(String[]::new);
    try {
      for (int i = 0; i < NODES; i++) {
        three.nodes.add(ServerProcess.start(release, all));
      }
      three.nodes.forEach(ServerProcess::awaitReady);
      return three;
    } catch (RuntimeException | Error e) {
      three.close();
      throw e;
    }
  }

  /** Where a load balancer finds them. */
  List<LoadBalancer.Node> nodes() {
    return nodes.stream()
        .map(node -> new LoadBalancer.Node(node.port(), node.internalPort()))
        .toList();
  }

  List<ServerProcess> servers() {
    return nodes;
  }

  RedisProcess redis() {
    return redis;
  }

  /** The nodes' own addresses, one after the other, as a client that knows all of them asks. */
  URI nextWebSocket() {
    return nodes.get(Math.floorMod(turn.getAndIncrement(), NODES)).webSocket();
  }

  /** Channels that are this run's alone. */
  static List<String> channels(String run) {
    return IntStream.rangeClosed(1, CHANNELS).mapToObj(i -> "chat:" + run + "-" + i).toList();
  }

  /** Lets publishers publish to these channels over all nodes. */
  void publish(Run run, List<String> channels) {
    run.publishers(
        PUBLISHERS, nodes.stream().map(ServerProcess::publishApi).toList(), channels, EVERY);
  }

  /**
   * Kills the first node, and then has each of the others and at last that one leave in order and
   * come back, as a rolling restart does: after that every client has had to move.
   */
  void killOneAndRestartAll(Run run) {
    ServerProcess killed = nodes.getFirst();
    run.fault("kill", killed::kill, () -> true);
    killed.startAgain().awaitReady();
    for (int i = 1; i <= NODES; i++) {
      ServerProcess leaving = nodes.get(i % NODES);
      run.fault("leave-" + i, leaving::terminate, () -> leaving.awaitExit() == 0);
      leaving.startAgain().awaitReady();
    }
  }

  /** Has one node after the other leave in order and come back as one of this release. */
  void roll(Run run, Release release) {
    for (int i = 0; i < NODES; i++) {
      ServerProcess leaving = nodes.get(i);
      run.fault(
          "to-" + release.name() + "-" + (i + 1),
          leaving::terminate,
          () -> leaving.awaitExit() == 0);
      leaving.startAgain(release).awaitReady();
    }
  }

  /** What such a run must have seen. */
  static Expectations expectations(int clients) {
    return Expectations.defaults()
        .with(Expectation.MIN_CLIENTS, clients)
        .with(Expectation.MIN_FAULTS, 1 + NODES)
        .with(Expectation.MIN_PUBLISHED_PER_FAULT, 20)
        .with(Expectation.MIN_PUBLISHED_PERCENT, 99)
        .with(Expectation.MIN_RESUMES_PER_CLIENT, CHANNELS)
        .with(Expectation.MIN_STANDING, (long) clients * CHANNELS);
  }

  /** The verdict with all that is needed to understand a bad one. */
  String explain(Verdict verdict) {
    StringBuilder text = new StringBuilder(verdict.toString());
    for (ServerProcess node : nodes) {
      text.append("\n\nThe node on port ").append(node.port()).append(" said:\n");
      text.append(node.log());
    }
    return text.toString();
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
    redis.close();
  }
}
