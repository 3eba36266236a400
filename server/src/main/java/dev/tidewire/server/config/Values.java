package dev.tidewire.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of each setting of a list, with its origin: the first source that gave one, or the
 * default. Every text in it can be read: one that could not is reported, and replaced by the
 * default so that the rest can still be checked.
 */
final class Values {
  private final Map<Setting<?>, Given> values = new HashMap<>();

  private Values() {}

  static Values resolve(
      List<Setting<?>> settings,
      List<Map<Setting<?>, Given>> sources,
      Map<Setting<?>, Given> defaults,
      Problems problems) {
    Values resolved = new Values();
    for (Setting<?> setting : settings) {
      Given byDefault = defaults.getOrDefault(setting, byDefault(setting));
      Given given =
          sources.stream()
              .filter(source -> source.containsKey(setting))
              .map(source -> source.get(setting))
              .findFirst()
              .orElse(byDefault);
      resolved.values.put(setting, isReadable(setting, given, problems) ? given : byDefault);
    }
    return resolved;
  }

  private static Given byDefault(Setting<?> setting) {
    return new Given(List.of(setting.byDefault()), new Origin.Default());
  }

  private static boolean isReadable(Setting<?> setting, Given given, Problems problems) {
    ValueType<?> type = setting.type();
    if (type.arity() == ValueType.Arity.ONE && given.texts().size() > 1) {
      problems.add(
          given.origin(),
          "%s has one value, but %d were given.".formatted(setting.name(), given.texts().size()));
      return false;
    }
    try {
      type.read(given.texts());
      return true;
    } catch (IllegalArgumentException e) {
      problems.add(
          given.origin(),
          "%s is %s, but %s was given."
              .formatted(setting.name(), type.expectation(), shown(setting, given)));
      return false;
    }
  }

  private static String shown(Setting<?> setting, Given given) {
    return setting.isSecret()
        ? "something else"
        : "\"%s\"".formatted(Printable.text(String.join(",", given.texts())));
  }

  <T> T get(Setting<T> setting) {
    return setting.type().read(given(setting).texts());
  }

  Given given(Setting<?> setting) {
    Given given = values.get(setting);
    if (given == null) {
      throw new IllegalStateException("The setting " + setting.name() + " was not resolved.");
    }
    return given;
  }

  Origin origin(Setting<?> setting) {
    return given(setting).origin();
  }
}
