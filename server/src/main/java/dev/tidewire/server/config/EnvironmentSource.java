package dev.tidewire.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the variables whose names begin with {@code TIDEWIRE_}. */
final class EnvironmentSource {
  /** Names the file. */
  static final String CONFIG = "TIDEWIRE_CONFIG";

  /** What the launcher reads before there is a server. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("TIDEWIRE_JAVA_OPTS", "TIDEWIRE_NO_BUILD");

  /** The load generator's options may stand in the same environment. */
  private static final String OF_THE_LOAD_GENERATOR = "TIDEWIRE_BENCH_";

  private EnvironmentSource() {}

  static Map<Setting<?>, Given> read(Map<String, String> environment, Problems problems) {
    Map<String, Setting<?>> known = Catalogue.by(Setting::variable);
    ServiceLinks links = new ServiceLinks(environment);
    Map<Setting<?>, Given> values = new HashMap<>();
    new TreeMap<>(environment)
        .forEach((variable, text) -> {
          Setting<?> setting = known.get(variable);
          if (!variable.startsWith("TIDEWIRE_")
              || variable.startsWith(OF_THE_LOAD_GENERATOR)
              || links.include(variable)) {
            return;
          }
          if (setting != null) {
            values.put(setting, new Given(List.of(text), new Origin.Environment(variable)));
          } else if (!variable.equals(CONFIG) && !OF_THE_LAUNCHER.contains(variable)) {
            unknown(variable, known.keySet(), problems);
          }
        });
    return values;
  }

  private static void unknown(String variable, Set<String> settings, Problems problems) {
    Set<String> known = new TreeSet<>(settings);
    known.addAll(OF_THE_LAUNCHER);
    known.add(CONFIG);
    problems.unknown(new Origin.Surroundings(), "a variable of Tidewire", variable, known);
  }
}
