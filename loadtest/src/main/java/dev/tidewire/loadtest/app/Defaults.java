package dev.tidewire.loadtest.app;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where an option's value comes from when it is not given: the environment, then the scenario. */
final class Defaults implements IDefaultValueProvider {
  private static final String PREFIX = "TIDEWIRE_BENCH_";

  private final Map<String, String> environment;

  Defaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  static String variable(String option) {
    return PREFIX + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName();
    String given = environment.get(variable(name));
    if (given != null) {
      return given;
    }
    Object command = option.command().userObject();
    return command instanceof BenchCommand bench ? bench.defaults().get(name) : null;
  }
}
