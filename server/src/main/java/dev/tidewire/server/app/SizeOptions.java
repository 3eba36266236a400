package dev.tidewire.server.app;

import dev.tidewire.server.config.Units;
import dev.tidewire.server.sizing.Fleet;
import dev.tidewire.server.sizing.Scenario;
import dev.tidewire.server.sizing.Workload;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code ./tidewire size}. */
final class SizeOptions {
  private static final Map<String, Double> BITS = Map.of("Mbit", 1e6, "Gbit", 1e9);

  private final ParseResult arguments;

  SizeOptions(ParseResult arguments) throws UsageException {
    this.arguments = arguments;
    if (!arguments.errors().isEmpty()) {
      throw new UsageException(arguments.errors().getFirst().getMessage() + ".");
    }
    if (!arguments.unmatched().isEmpty()) {
      throw new UsageException("\"%s\" is no option.".formatted(arguments.unmatched().getFirst()));
    }
  }

  static void addAll(CommandSpec spec) {
    for (SizeFlag flag : SizeFlag.values()) {
      spec.addOption(
          OptionSpec.builder(flag.option())
              .type(String.class)
              .arity("1")
              .paramLabel(flag.label())
              .description(flag.description())
              .build());
    }
  }

  boolean has(SizeFlag flag) {
    return arguments.hasMatchedOption(flag.option());
  }

  String text(SizeFlag flag) {
    @Nullable String text = arguments.matchedOptionValue(flag.option(), null);
    return text == null ? "" : text;
  }

  Workload workload() throws UsageException {
    if (!has(SizeFlag.CONNECTIONS)) {
      throw new UsageException("--connections must be given.");
    }
    Workload base = scenario().of(number(SizeFlag.CONNECTIONS, 0));
    double publishes = number(SizeFlag.PUBLISHES, base.publishes());
    double channels = number(SizeFlag.CHANNELS, base.channels());
    return new Workload(
        base.connections(),
        channels,
        number(SizeFlag.SUBSCRIPTIONS, Math.min(channels, base.subscriptions())),
        publishes,
        number(SizeFlag.HOTTEST, Math.min(publishes, base.hottest())),
        size(SizeFlag.SIZE, base.size()),
        number(SizeFlag.BURST, base.burst()),
        number(SizeFlag.HISTORY, base.history()),
        number(SizeFlag.KEYS, base.keys()),
        number(SizeFlag.PRESENCE, base.presence()),
        seconds(SizeFlag.SESSION, base.session()),
        base.growth());
  }

  Fleet fleet() throws UsageException {
    Fleet base = Fleet.defaults();
    return new Fleet(
        new Fleet.Machine(
            number(SizeFlag.NODE_CORES, base.node().cores()),
            bits(SizeFlag.NODE_NETWORK, base.node().network()),
            number(SizeFlag.NODE_CONNECTIONS, base.node().connections())),
        new Fleet.Shard(
            size(SizeFlag.REDIS_MEMORY, base.redis().memory()),
            bits(SizeFlag.REDIS_NETWORK, base.redis().network()),
            (int) number(SizeFlag.REDIS_REPLICAS, base.redis().replicas())),
        edge(base.edge()),
        number(SizeFlag.USE, base.use()),
        (int) number(SizeFlag.SPARE, base.spare()),
        duration(SizeFlag.WITHIN, base.within()),
        duration(SizeFlag.BACK, base.back()),
        duration(SizeFlag.DRAIN_TIME, base.drain()),
        (int) number(SizeFlag.SURGE, base.surge()));
  }

  private Fleet.Edge edge(Fleet.Edge base) throws UsageException {
    return switch (has(SizeFlag.EDGE) ? text(SizeFlag.EDGE) : "proxies") {
      case "managed" -> new Fleet.Managed();
      case "proxies" -> {
        Fleet.Proxies each = (Fleet.Proxies) base;
        yield new Fleet.Proxies(
            each.cores(), number(SizeFlag.PROXY_CONNECTIONS, each.connections()));
      }
      default -> throw wrong(SizeFlag.EDGE, "proxies or managed");
    };
  }

  private Scenario scenario() throws UsageException {
    String name = has(SizeFlag.SCENARIO) ? text(SizeFlag.SCENARIO) : Scenario.CHAT.key();
    for (Scenario scenario : Scenario.values()) {
      if (scenario.key().equals(name)) {
        return scenario;
      }
    }
    String all =
        Arrays.stream(Scenario.values()).map(Scenario::key).collect(Collectors.joining(", "));
    throw wrong(SizeFlag.SCENARIO, "one of " + all);
  }

  double number(SizeFlag flag, double byDefault) throws UsageException {
    if (!has(flag)) {
      return byDefault;
    }
    try {
      double value = Double.parseDouble(text(flag));
      if (value >= 0 && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // It is answered below, as a negative number is.
    }
    throw wrong(flag, "a number such as 1000");
  }

  private double size(SizeFlag flag, double byDefault) throws UsageException {
    try {
      return has(flag) ? Units.size(text(flag)) : byDefault;
    } catch (IllegalArgumentException e) {
      throw wrong(flag, "a size such as 128B or 2KiB");
    }
  }

  private double seconds(SizeFlag flag, double byDefault) throws UsageException {
    return duration(flag, Duration.ofMillis((long) (byDefault * 1000))).toMillis() / 1000.0;
  }

  private Duration duration(SizeFlag flag, Duration byDefault) throws UsageException {
    try {
      return has(flag) ? Units.duration(text(flag)) : byDefault;
    } catch (IllegalArgumentException e) {
      throw wrong(flag, "a duration such as 500ms or 30s");
    }
  }

  private double bits(SizeFlag flag, double byDefault) throws UsageException {
    if (!has(flag)) {
      return byDefault;
    }
    String text = text(flag);
    for (Map.Entry<String, Double> unit : BITS.entrySet()) {
      if (text.endsWith(unit.getKey())) {
        String digits = text.substring(0, text.length() - unit.getKey().length());
        if (digits.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
          return Double.parseDouble(digits) * unit.getValue();
        }
      }
    }
    throw wrong(flag, "a rate such as 10Gbit or 500Mbit");
  }

  private UsageException wrong(SizeFlag flag, String expected) {
    return new UsageException(
        "%s is %s, but \"%s\" was given.".formatted(flag.option(), expected, text(flag)));
  }
}
