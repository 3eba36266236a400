package dev.tidewire.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML as maps, lists and scalars, and ways into them. */
final class Yaml {
  private Yaml() {}

  static Map<String, Object> read(Path file) {
    return map(new Load(LoadSettings.builder().build()).loadFromString(Project.read(file)));
  }

  /** All documents that are not empty. */
  static List<Map<String, Object>> documents(String text) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      if (each != null) {
        documents.add(map(each));
      }
    }
    return documents;
  }

  static String write(Object value) {
    return new Dump(DumpSettings.builder().build()).dumpToString(value);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException("Expected a map and found " + value);
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw new IllegalArgumentException("Expected a list and found " + value);
  }

  /** What stands at a path such as {@code spec.ports.0.name}; null when nothing does. */
  static @Nullable Object at(Object root, String path) {
    Object here = root;
    for (String step : path.split("\\.", -1)) {
      here =
          switch (here) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list -> list.get(Integer.parseInt(step));
            case null, default -> null;
          };
    }
    return here;
  }

  /** The number at a path. */
  static int number(Object root, String path) {
    if (at(root, path) instanceof Number number) {
      return number.intValue();
    }
    throw new IllegalArgumentException("Expected a number at " + path + " of " + root);
  }

  /**
   * One map over another, as Helm lays values over each other: maps merge, the rest is replaced.
   */
  static Map<String, Object> merge(Map<String, Object> below, Map<String, Object> above) {
    Map<String, Object> merged = new LinkedHashMap<>(below);
    above.forEach((key, value) ->
        merged.merge(
            key,
            value,
            (old, given) ->
                old instanceof Map && given instanceof Map ? merge(map(old), map(given)) : given));
    return merged;
  }
}
