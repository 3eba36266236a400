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
    add(
        spec,
        "--connections",
        "<number>",
        "Clients that are connected at the same time. Required.");
    add(
        spec,
        "--scenario",
        "<name>",
        "chat, dashboard or broadcast: what is not given below comes from it." + " Default: chat.");
    add(spec, "--channels", "<number>", "Channels that somebody listens to.");
    add(spec, "--subscriptions", "<number>", "Channels that each client listens to.");
    add(spec, "--publishes", "<rate>", "Publishes a second in all channels together.");
    add(spec, "--hottest", "<rate>", "Publishes a second in the busiest channel.");
    add(spec, "--size", "<size>", "Data of a message, such as 128B or 2KiB.");
    add(spec, "--burst", "<number>", "Messages for a client that fall due at the same moment.");
    add(spec, "--history", "<number>", "Messages kept of each channel.");
    add(spec, "--keys", "<share>", "Publishes with an idempotency key, 0 to 1.");
    add(spec, "--presence", "<share>", "Subscriptions with presence, 0 to 1.");
    add(spec, "--session", "<duration>", "How long a client stays, such as 30m.");
    add(spec, "--node-cores", "<number>", "Cores of a node. Default: 4.");
    add(spec, "--node-network", "<rate>", "What a node can send, such as 10Gbit. Default: 10Gbit.");
    add(spec, "--node-connections", "<number>", "Connections of a node at most. Default: 50000.");
    add(spec, "--redis-memory", "<size>", "Memory of a shard of Redis. Default: 16GiB.");
    add(spec, "--redis-network", "<rate>", "What a shard can send. Default: 10Gbit.");
    add(spec, "--redis-replicas", "<number>", "Replicas of each shard. Default: 1.");
    add(
        spec,
        "--edge",
        "<name>",
        "What ends TLS: proxies of one's own (HAProxy), or managed. Default: proxies.");
    add(
        spec,
        "--proxy-connections",
        "<number>",
        "Connections of a proxy at most. Default: 100000.");
    add(
        spec,
        "--use",
        "<share>",
        "How much of CPU and network may be used in ordinary times. Default: 0.6.");
    add(spec, "--spare", "<number>", "Nodes that may be lost at the same time. Default: 1.");
    add(
        spec,
        "--within",
        "<duration>",
        "Until a message is written to all subscribers. Default: 1s.");
    add(spec, "--back", "<duration>", "Until the clients of lost nodes are back. Default: 30s.");
    add(spec, "--drain", "<duration>", "What a node has for leaving. Default: 60s.");
    add(
        spec,
        "--surge",
        "<number>",
        "Nodes that a rolling restart replaces at a time. Default: 1.");
    add(spec, "--nodes", "<number>", "Reckon with this many nodes instead of saying how many.");
    add(
        spec,
        "--costs",
        "<file>",
        "Reckon with these costs: what loadtest/costs --write has measured.");
  }

  private static void add(CommandSpec spec, String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .type(String.class)
            .arity("1")
            .paramLabel(label)
            .description(description)
            .build());
  }

  boolean has(String name) {
    return arguments.hasMatchedOption(name);
  }

  String text(String name) {
    @Nullable String text = arguments.matchedOptionValue(name, null);
    return text == null ? "" : text;
  }

  Workload workload() throws UsageException {
    if (!has("--connections")) {
      throw new UsageException("--connections must be given.");
    }
    Workload base = scenario().of(number("--connections", 0));
    double publishes = number("--publishes", base.publishes());
    double channels = number("--channels", base.channels());
    return new Workload(
        base.connections(),
        channels,
        number("--subscriptions", Math.min(channels, base.subscriptions())),
        publishes,
        number("--hottest", Math.min(publishes, base.hottest())),
        size("--size", base.size()),
        number("--burst", base.burst()),
        number("--history", base.history()),
        number("--keys", base.keys()),
        number("--presence", base.presence()),
        seconds("--session", base.session()),
        base.growth());
  }

  Fleet fleet() throws UsageException {
    Fleet base = Fleet.defaults();
    return new Fleet(
        new Fleet.Machine(
            number("--node-cores", base.node().cores()),
            bits("--node-network", base.node().network()),
            number("--node-connections", base.node().connections())),
        new Fleet.Shard(
            size("--redis-memory", base.redis().memory()),
            bits("--redis-network", base.redis().network()),
            (int) number("--redis-replicas", base.redis().replicas())),
        edge(base.edge()),
        number("--use", base.use()),
        (int) number("--spare", base.spare()),
        duration("--within", base.within()),
        duration("--back", base.back()),
        duration("--drain", base.drain()),
        (int) number("--surge", base.surge()));
  }

  private Fleet.Edge edge(Fleet.Edge base) throws UsageException {
    return switch (has("--edge") ? text("--edge") : "proxies") {
      case "managed" -> new Fleet.Managed();
      case "proxies" -> {
        Fleet.Proxies each = (Fleet.Proxies) base;
        yield new Fleet.Proxies(each.cores(), number("--proxy-connections", each.connections()));
      }
      default -> throw wrong("--edge", "proxies or managed");
    };
  }

  private Scenario scenario() throws UsageException {
    String name = has("--scenario") ? text("--scenario") : Scenario.CHAT.key();
    for (Scenario scenario : Scenario.values()) {
      if (scenario.key().equals(name)) {
        return scenario;
      }
    }
    String all =
        Arrays.stream(Scenario.values()).map(Scenario::key).collect(Collectors.joining(", "));
    throw wrong("--scenario", "one of " + all);
  }

  double number(String name, double byDefault) throws UsageException {
    if (!has(name)) {
      return byDefault;
    }
    try {
      double value = Double.parseDouble(text(name));
      if (value >= 0 && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // It is answered below, as a negative number is.
    }
    throw wrong(name, "a number such as 1000");
  }

  private double size(String name, double byDefault) throws UsageException {
    try {
      return has(name) ? Units.size(text(name)) : byDefault;
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a size such as 128B or 2KiB");
    }
  }

  private double seconds(String name, double byDefault) throws UsageException {
    return duration(name, Duration.ofMillis((long) (byDefault * 1000))).toMillis() / 1000.0;
  }

  private Duration duration(String name, Duration byDefault) throws UsageException {
    try {
      return has(name) ? Units.duration(text(name)) : byDefault;
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a duration such as 500ms or 30s");
    }
  }

  private double bits(String name, double byDefault) throws UsageException {
    if (!has(name)) {
      return byDefault;
    }
    String text = text(name);
    for (Map.Entry<String, Double> unit : BITS.entrySet()) {
      if (text.endsWith(unit.getKey())) {
        String digits = text.substring(0, text.length() - unit.getKey().length());
        if (digits.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
          return Double.parseDouble(digits) * unit.getValue();
        }
      }
    }
    throw wrong(name, "a rate such as 10Gbit or 500Mbit");
  }

  private UsageException wrong(String name, String expected) {
    return new UsageException(
        "%s is %s, but \"%s\" was given.".formatted(name, expected, text(name)));
  }
}
