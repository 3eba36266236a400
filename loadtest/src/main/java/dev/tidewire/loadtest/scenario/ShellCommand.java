package dev.tidewire.loadtest.scenario;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A command of the user's, run by the shell; its output goes to standard error. */
public record ShellCommand(String command) {
  private static final long LIMIT_SECONDS = 300;

  void run() throws InterruptedException, ScenarioException {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.to(new java.io.File("/dev/stderr")))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new ScenarioException(
            "\"%s\" was not done after %d s.".formatted(command, LIMIT_SECONDS));
      }
      if (process.exitValue() != 0) {
        throw new ScenarioException(
            "\"%s\" ended with exit code %d.".formatted(command, process.exitValue()));
      }
    } catch (IOException e) {
      throw new ScenarioException("\"%s\" could not be started.".formatted(command), e);
    }
  }
}
