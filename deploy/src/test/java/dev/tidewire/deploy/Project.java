package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things are, and how they are read. */
final class Project {
  /** {@code deploy/}, the folder that Maven runs these tests in. */
  static final Path DEPLOY = Path.of("").toAbsolutePath();

  static final Path CHART = DEPLOY.resolve("helm/tidewire");
  static final Path ALERTS = CHART.resolve("files/alerts.yaml");
  static final Path OPERATIONS = DEPLOY.resolveSibling("docs").resolve("operations.md");

  private Project() {}

  /** The example values, each of which is a way to run Tidewire. */
  static List<Path> examples() {
    return list(CHART.resolve("examples"), ".yaml");
  }

  /** The files of a folder whose names end like this, in order. */
  static List<Path> list(Path folder, String end) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).sorted().toList();
      assertThat(found).as("files %s in %s", end, folder).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compares a generated file with what it should be; with {@code -Dtidewire.update=true}, writes
   * it anew instead.
   */
  static void assertGenerated(Path file, String expected) {
    if (Boolean.getBoolean("tidewire.update")) {
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(file, expected);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    assertThat(file).exists();
    assertThat(read(file))
        .as(
            "%s is generated: write it anew with mvn -pl server,deploy test -Dtidewire.update=true",
            DEPLOY.relativize(file))
        .isEqualTo(expected);
  }
}
