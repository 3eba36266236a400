package dev.tidewire.server.support.process;

import dev.tidewire.server.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A release of the server that a test can start: the one that was just built, or the one before it,
 * which {@code deploy/upgrade/build-previous} builds.
 *
 * @param name for people
 * @param main arguments of Java that lead to its main class
 */
public record Release(String name, List<String> main) {
  /** What was just built. */
  public static final Release CURRENT =
      new Release(
          "current", List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));

  private static final String JAR = "TIDEWIRE_PREVIOUS_JAR";
  private static final String REQUIRED = "TIDEWIRE_REQUIRE_PREVIOUS";
  private static final Path COMMIT = Path.of("..", "deploy", "upgrade", "previous");

  /** The release before. Without it the test is skipped, or fails where it is required. */
  public static Release previous() {
    return new Release("previous", List.of("-jar", previousJar().toString()));
  }

  /** The golden frames of the release before; skips and fails as {@link #previous} does. */
  public static Path previousFrames() {
    Path folder = previousJar().resolve("../../frames").normalize();
    if (!Files.isDirectory(folder)) {
      throw new AssertionError("The frames of the previous release are not in " + folder + ".");
    }
    return folder;
  }

  private static Path previousJar() {
    Optional<Path> jar = find(System.getenv());
    if (jar.isPresent()) {
      return jar.get();
    }
    if (!System.getenv().getOrDefault(REQUIRED, "").isEmpty()) {
      throw new AssertionError(
          "The previous release is required here: deploy/upgrade/build-previous builds it.");
    }
    String line = "!".repeat(80);
    System.err.printf(
        "%s%nNO PREVIOUS RELEASE: the tests of upgrades are SKIPPED."
            + " deploy/upgrade/build-previous builds it.%n%s%n",
        line, line);
    return Assumptions.abort("No previous release");
  }

  /** The jar that is named, else the one that the script has left in its cache. */
  static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault(JAR, "");
    if (!named.isEmpty()) {
      Path jar = Path.of(named).toAbsolutePath();
      if (!Files.isRegularFile(jar)) {
        throw new AssertionError(JAR + " names no file: " + named);
      }
      return Optional.of(jar);
    }
    String home = System.getProperty("user.home");
    String cache =
        environment.getOrDefault(
            "TIDEWIRE_UPGRADE_CACHE", Path.of(home, ".cache", "tidewire", "upgrade").toString());
    return Optional.of(Path.of(cache, commit(), "tidewire", "tidewire-server.jar"))
        .filter(Files::isRegularFile);
  }

  private static String commit() {
    try {
      return Files.readString(COMMIT).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
