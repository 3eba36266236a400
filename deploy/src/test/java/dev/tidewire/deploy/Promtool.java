package dev.tidewire.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own judge of rules. */
final class Promtool {
  private Promtool() {}

  /** What it says, and how it ends: {@code exit 0} when all is well. Skips where it is missing. */
  static String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      if (System.getenv("TIDEWIRE_REQUIRE_PROMTOOL") != null) {
        throw new UncheckedIOException("promtool is required here and missing.", e);
      }
      System.err.println(
          "NO PROMTOOL: rules are not judged. Debian has it in its package prometheus.");
      assumeTrue(false, "promtool is not installed");
      throw new AssertionError(e);
    }
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8)
          + "exit "
          + process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String checkRules(Path file) {
    return run("check", "rules", file.toString());
  }
}
