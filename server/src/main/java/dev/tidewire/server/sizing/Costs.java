package dev.tidewire.server.sizing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** All prices. Immutable. */
public final class Costs {
  private static final String BUILT_IN = "costs.yaml";

  private final Map<Price, Cost> costs;

  private Costs(Map<Price, Cost> costs) {
    this.costs = costs;
  }

  /** Those that come with Tidewire. */
  public static Costs builtIn() {
    try (InputStream file = Costs.class.getResourceAsStream(BUILT_IN)) {
      if (file == null) {
        throw new IllegalStateException(BUILT_IN + " is missing beside " + Costs.class);
      }
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Those of a text in the form of {@code costs.yaml}.
   *
   * @throws IllegalArgumentException when a price is missing, unknown or no number, with a sentence
   */
  public static Costs parse(String yaml) {
    Map<?, ?> entries = entries(yaml);
    Map<Price, Cost> costs = new EnumMap<>(Price.class);
    TreeSet<String> unknown = new TreeSet<>();
    entries.keySet().forEach(key -> unknown.add(String.valueOf(key)));
    for (Price price : Price.values()) {
      if (!(entries.get(price.key()) instanceof Map<?, ?> entry)) {
        throw new IllegalArgumentException("The price \"%s\" is missing.".formatted(price.key()));
      }
      costs.put(price, cost(price.key(), entry));
      unknown.remove(price.key());
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("\"%s\" is no price.".formatted(unknown.first()));
    }
    return new Costs(costs);
  }

  /** The amount, in the unit that {@link Price} names. */
  public double of(Price price) {
    return cost(price).value();
  }

  /** The amount and how it is known. */
  public Cost cost(Price price) {
    Cost cost = costs.get(price);
    if (cost == null) {
      throw new IllegalStateException("There is no price for " + price);
    }
    return cost;
  }

  /** The same with another amount. */
  public Costs with(Price price, double value) {
    Cost was = cost(price);
    Map<Price, Cost> changed = new EnumMap<>(costs);
    changed.put(
        price,
        new Cost(
            value, was.unit(), was.what(), was.basis(), was.date(), was.machine(), was.command()));
    return new Costs(changed);
  }

  private static Map<?, ?> entries(String yaml) {
    try {
      Object root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
      if (root instanceof Map<?, ?> map) {
        return map;
      }
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("It is not YAML 1.2.", e);
    }
    throw new IllegalArgumentException("Names of prices are expected, each with its value.");
  }

  private static Cost cost(String name, Map<?, ?> entry) {
    if (!(entry.get("value") instanceof Number value)) {
      throw new IllegalArgumentException("The value of \"%s\" is no number.".formatted(name));
    }
    try {
      return new Cost(
          value.doubleValue(),
          text(entry.get("unit")),
          text(entry.get("what")),
          Cost.Basis.valueOf(text(entry.get("basis")).toUpperCase(Locale.ROOT)),
          text(entry.get("date")),
          text(entry.get("machine")),
          text(entry.get("command")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"%s\" is wrong: %s.".formatted(name, e.getMessage()), e);
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : String.valueOf(value);
  }
}
