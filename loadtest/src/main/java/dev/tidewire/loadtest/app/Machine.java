package dev.tidewire.loadtest.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The machine that a run took place on, for its reports. Nothing that names it. */
final class Machine {
  private Machine() {}

  static Map<String, String> describe() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("java", Runtime.version().toString());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("processor", line(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("memory", line(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put("files", line(Path.of("/proc/self/limits"), "Max open files"));
    facts.values().removeIf(String::isEmpty);
    return facts;
  }

  /** What stands behind this name in a file of names and values. */
  private static String line(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name)) {
          return line.substring(name.length()).replaceFirst("^[\\s:]+", "").replaceAll("\\s+", " ");
        }
      }
    } catch (IOException e) {
      // Not Linux: the fact is left out.
    }
    return "";
  }
}
