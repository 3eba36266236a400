package dev.tidewire.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The charts of results as files, for documents that show them. */
public final class Pictures {
  private Pictures() {}

  /** Writes each chart into the folder. */
  public static void write(List<Result> results, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> each : of(results).entrySet()) {
      Files.writeString(folder.resolve(each.getKey()), each.getValue());
    }
  }

  /** Each chart as SVG, by the name of its file: {@code experiment.title.svg}. */
  public static Map<String, String> of(List<Result> results) {
    Map<String, String> pictures = new LinkedHashMap<>();
    for (Experiment experiment : Experiment.of(results)) {
      for (Chart chart : Charts.of(experiment)) {
        String name = named(experiment.name()) + "." + named(chart.title()) + ".svg";
        pictures.put(name, chart.picture());
      }
    }
    return pictures;
  }

  private static String named(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
