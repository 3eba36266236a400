package dev.tidewire.loadtest.app;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The values of all options of a run, for its reports. */
final class Settings {
  /** What must not get into a report, or says nothing in one. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "--secret",
          "--secret-file",
          "--api-key",
          "--token-command",
          "--data-dir",
          "--help",
          "--version",
          "--json",
          "--html",
          "--hdr-log",
          "--quiet",
          "--no-live",
          "--label");

  private Settings() {}

  static Map<String, String> of(CommandSpec spec) {
    Map<String, String> settings = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      if (value != null && !LEFT_OUT.contains(option.longestName())) {
        settings.put(option.longestName().substring(2), value.toString());
      }
    }
    return settings;
  }
}
