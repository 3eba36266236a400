package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.measure.Stamp;
import dev.tidewire.loadtest.net.Endpoint;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.Scenario;
import dev.tidewire.loadtest.scenario.Scenarios;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Carries out one scenario. The subclasses say which, and what its defaults are. */
abstract class BenchCommand implements Callable<Integer> {
  /** All scenarios by name, in the order in which the help shows them. */
  static final Map<String, Supplier<BenchCommand>> ALL = all();

  /** What a WebSocket publisher may send per second without being taken for a flood. */
  private static final double RATE_PER_SOCKET = 50;

  private static final int HTTP_PUBLISHERS = 8;
  private static final int FLOOD_IN_FLIGHT = 16;
  private static final int OPEN_IN_FLIGHT = 1000;

  @Spec @Nullable CommandSpec spec;
  @Mixin TargetOptions target = new TargetOptions();
  @Mixin LoadOptions load = new LoadOptions();
  @Mixin ReportOptions report = new ReportOptions();

  private Console console = Console.ofProcess();
  private Map<String, String> environment = Map.of();

  private static Map<String, Supplier<BenchCommand>> all() {
    Map<String, Supplier<BenchCommand>> all = new LinkedHashMap<>();
    all.put("connect", ConnectCommand::new);
    all.put("fanout", FanoutCommand::new);
    all.put("chat", ChatCommand::new);
    return all;
  }

  BenchCommand with(Console where, Map<String, String> variables) {
    console = where;
    environment = variables;
    return this;
  }

  /** What options are when neither the command line nor the environment says anything. */
  Map<String, String> defaults() {
    return Map.of("--url", "ws://localhost:8080/ws");
  }

  abstract Scenario scenario();

  @Override
  public Integer call() throws Exception {
    Driver driver = target.driver(environment);
    Plan plan;
    try {
      plan = plan(driver);
    } catch (IllegalArgumentException e) {
      throw target.wrong(String.valueOf(e.getMessage()));
    }
    new FileLimit().check(plan);
    return new Run(this, plan, driver).carryOut();
  }

  private Plan plan(Driver driver) {
    check();
    List<Endpoint> endpoints =
        target.urls.stream().map(url -> Endpoint.of(url, "ws", driver.defaultPath())).toList();
    return new Plan(
        new Plan.Target(endpoints, publishTo(driver), locals(), target.pids),
        new Plan.Load(
            load.connections,
            load.channels,
            Math.min(load.subscriptions, load.channels),
            publishers(),
            load.rate,
            load.size,
            inFlight()),
        new Plan.Timing(
            load.connectRate,
            load.connectTimeout,
            load.settle,
            load.warmUp,
            load.duration,
            load.drain,
            load.threads),
        load.seed);
  }

  private void check() {
    atLeast(1, load.connections, "--connections");
    atLeast(1, load.channels, "--channels");
    atLeast(1, load.subscriptions, "--subscriptions");
    atLeast(0, load.publishers, "--publishers");
    atLeast(0, load.inFlight, "--in-flight");
    atLeast(1, load.threads, "--threads");
    atLeast(Stamp.LENGTH, load.size, "--size");
    atMost(Stamp.MAX_CHANNELS, load.channels, "--channels");
    atMost(Stamp.MAX_LANES, load.publishers, "--publishers");
    if (load.connectRate <= 0) {
      throw new IllegalArgumentException("--connect-rate must be above 0.");
    }
  }

  private static void atLeast(int min, int value, String option) {
    if (value < min) {
      throw new IllegalArgumentException(
          "%s is at least %d, but %d was given.".formatted(option, min, value));
    }
  }

  private static void atMost(int max, int value, String option) {
    if (value > max) {
      throw new IllegalArgumentException(
          "%s is at most %d, but %d was given.".formatted(option, max, value));
    }
  }

  private List<Endpoint> publishTo(Driver driver) {
    if (!target.isOverHttp()) {
      return List.of();
    }
    String path = driver.httpPublishing().map(api -> api.defaultPath()).orElse("/");
    List<String> urls =
        target.publishUrls.isEmpty() ? List.of("http://localhost:8081") : target.publishUrls;
    return urls.stream().map(url -> Endpoint.of(url, "http", path)).toList();
  }

  private int publishers() {
    if (load.publishers > 0) {
      return load.publishers;
    }
    if (target.isOverHttp()) {
      boolean flood = Double.isInfinite(load.rate);
      return flood ? HTTP_PUBLISHERS : Math.min(HTTP_PUBLISHERS, load.channels);
    }
    double rate = Double.isInfinite(load.rate) ? RATE_PER_SOCKET * HTTP_PUBLISHERS : load.rate;
    int needed = (int) Math.ceil(rate / RATE_PER_SOCKET);
    return Math.clamp(needed, 1, Stamp.MAX_LANES);
  }

  private int inFlight() {
    if (load.inFlight > 0) {
      return load.inFlight;
    }
    return Double.isInfinite(load.rate) ? FLOOD_IN_FLIGHT : OPEN_IN_FLIGHT;
  }

  private List<SocketAddress> locals() {
    List<SocketAddress> locals = new ArrayList<>();
    for (String address : load.localAddresses) {
      try {
        locals.add(new InetSocketAddress(InetAddress.getByName(address), 0));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "--local-address: \"%s\" is no address.".formatted(address), e);
      }
    }
    return locals;
  }

  Console console() {
    return console;
  }

  CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("The command was not made by the command line.");
    }
    return spec;
  }

  /** {@code connect}. */
  @Command(
      name = "connect",
      description =
          "Clients connect, and then nothing happens: the cost of a connect, of an idle connection, and of its heartbeats.")
  static final class ConnectCommand extends BenchCommand {
    @Override
    Map<String, String> defaults() {
      return with(super.defaults(), "--connections", "5000", "--rate", "0", "--duration", "10s");
    }

    @Override
    Scenario scenario() {
      return Scenarios.connect();
    }
  }

  /** {@code fanout}. */
  @Command(name = "fanout", description = "One channel with many listeners.")
  static final class FanoutCommand extends BenchCommand {
    @Override
    Scenario scenario() {
      return Scenarios.steady();
    }
  }

  /** {@code chat}. */
  @Command(name = "chat", description = "Many rooms with a few people in each.")
  static final class ChatCommand extends BenchCommand {
    @Override
    Map<String, String> defaults() {
      return with(super.defaults(), "--channels", "100", "--rate", "200");
    }

    @Override
    Scenario scenario() {
      return Scenarios.steady();
    }
  }

  static Map<String, String> with(Map<String, String> base, String... pairs) {
    Map<String, String> all = new LinkedHashMap<>(base);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }
}
