package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Carries out one scenario. The subclasses say which, and what its defaults are. */
abstract class BenchCommand implements Callable<Integer> {
  /** All scenarios by name, in the order in which the help shows them. */
  static final Map<String, Supplier<BenchCommand>> ALL = all();

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
    all.put("dashboard", DashboardCommand::new);
    all.put("flaky", FlakyCommand::new);
    all.put("restart", RestartCommand::new);
    all.put("storm", StormCommand::new);
    all.put("slow", SlowCommand::new);
    all.put("soak", SoakCommand::new);
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
      plan = new PlanMaker(target, load).plan(driver);
      new FileLimit().check(plan);
    } catch (IllegalArgumentException e) {
      throw target.wrong(String.valueOf(e.getMessage()));
    }
    return new Run(this, plan, driver).carryOut();
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

  static Map<String, String> with(Map<String, String> base, String... pairs) {
    Map<String, String> all = new LinkedHashMap<>(base);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }
}
