package dev.tidewire.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The charts of results as files, for documents that show them. */
public final class Pictures {
  private Pictures() {}

  /** Writes each chart into the folder, as {@code experiment.title.svg}. */
  public static void write(List<Result> results, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Experiment experiment : Experiment.of(results)) {
      for (Chart chart : Charts.of(experiment)) {
        String name = named(experiment.name()) + "." + named(chart.title()) + ".svg";
        Files.writeString(folder.resolve(name), chart.picture());
      }
    }
  }

  private static String named(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
