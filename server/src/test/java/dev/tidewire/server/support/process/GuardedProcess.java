package dev.tidewire.server.support.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of a test that cannot outlive the test's own process, not even when that one is killed.
 *
 * <p>A shell starts a guard and then becomes the command. The guard reads from a pipe that only
 * this Java process holds the other end of. When the pipe ends, the guard kills the command.
 */
public final class GuardedProcess implements AutoCloseable {
  private static final String GUARD =
      "exec 3<&0; (read -r _ <&3; kill -KILL $$) >/dev/null 2>&1 & exec \"$@\" </dev/null 3<&-";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;

  private GuardedProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param log where its standard output and error are appended
   * @param environment added to this process's own
   */
  public static GuardedProcess start(
      Path log, Map<String, String> environment, List<String> command) {
    List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
    guarded.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(guarded)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEWIRE_"));
    builder.environment().putAll(environment);
    try {
      return new GuardedProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that runs a program of the tests on this process's Java and class path. */
  public static List<String> java(Class<?> program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs, or could if it were not stopped. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything that it has said. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, as in {@code "TERM"}; to a process that has ended it is nothing. */
  public void signal(String signal) {
    if (!process.isAlive()) {
      return;
    }
    List<String> kill = List.of("kill", "-s", signal, String.valueOf(process.pid()));
    try {
      new ProcessBuilder(kill).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until it has ended, and gives its exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("The process did not end. It said:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it at once with SIGKILL, also when it is stopped, and waits for that. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public void close() {
    kill();
  }
}
