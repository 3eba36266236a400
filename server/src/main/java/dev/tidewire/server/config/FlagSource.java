package dev.tidewire.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the settings out of the flags. */
final class FlagSource {
  private FlagSource() {}

  static Map<Setting<?>, Given> read(Flags flags, Problems problems) {
    Origin commandLine = new Origin.CommandLine();
    flags.errors().forEach(error -> problems.add(commandLine, error));
    List<String> known = new ArrayList<>(Catalogue.by(Setting::flag).keySet());
    known.add("--" + Flags.CONFIG);
    for (String argument : flags.unknown()) {
      String name = argument.split("=", 2)[0];
      problems.unknown(commandLine, "a flag of this command", name, known);
    }
    Map<String, Setting<?>> byName = Catalogue.by(Setting::name);
    Map<Setting<?>, Given> values = new HashMap<>();
    flags
        .values()
        .forEach((name, texts) -> {
          Setting<?> setting = byName.get(name);
          if (setting != null) {
            values.put(setting, new Given(texts, new Origin.Flag(setting.flag())));
          }
        });
    return values;
  }
}
