package dev.tidewire.server.support.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuardedProcessTest {
  private static final List<String> FOR_LONG = List.of("sleep", "600");

  @TempDir Path folder;

  /** Starts a guarded process, prints its id, and waits to be killed. */
  static final class Parent {
    private Parent() {}

    @SuppressWarnings("resource") // Whether it ends without being closed is the question.
    public static void main(String[] args) throws Exception {
      System.out.println(GuardedProcess.start(Path.of(args[0]), Map.of(), FOR_LONG).pid());
      System.in.readAllBytes();
    }
  }

  @Test
  void diesWithItsParentEvenWhenThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(GuardedProcess.java(Parent.class, folder.resolve("log").toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();

      parent.destroyForcibly();

      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !runs(child));
    }
  }

  /** An orphan that nobody has collected yet has ended, too: then it has no command any more. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  @Test
  void givesTheExitCodeAndWhatWasSaid() {
    List<String> command = List.of("sh", "-c", "echo $GREETING; echo oh >&2; exit 7");
    try (GuardedProcess process =
        GuardedProcess.start(folder.resolve("log"), Map.of("GREETING", "hello"), command)) {
      assertThat(process.awaitExit()).isEqualTo(7);
      assertThat(process.output()).isEqualTo("hello\noh\n");
    }
  }

  @Test
  void canBeKilledWhileItIsStopped() {
    try (GuardedProcess process = GuardedProcess.start(folder.resolve("log"), Map.of(), FOR_LONG)) {
      process.signal("STOP");
      assertThat(process.isAlive()).isTrue();
      process.kill();
      assertThat(process.isAlive()).isFalse();
    }
  }
}
