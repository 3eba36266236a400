package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.process.GuardedProcess;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What XNIO makes of its options; it reads a property once, so each case has its own Java. */
final class ServerOptionsTest {
  @TempDir Path folder;

  /** Prints whether XNIO lets sockets be registered while their loop selects. */
  static final class Registering {
    private Registering() {}

    public static void main(String[] args) throws Exception {
      var worker = ServerOptions.worker(1, 1);
      Field field =
          Class.forName("org.xnio.nio.WorkerThread").getDeclaredField("THREAD_SAFE_SELECTION_KEYS");
      field.setAccessible(true);
      System.out.print("beside selecting: " + field.getBoolean(null));
      worker.shutdownNow();
    }
  }

  private String output(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Registering.class.getName()));
    try (GuardedProcess process =
        GuardedProcess.start(folder.resolve("log"), Map.of(), List.copyOf(command))) {
      assertThat(process.awaitExit()).isZero();
      return process.output();
    }
  }

  @Test
  void registersSocketsBesideSelecting() {
    assertThat(output()).contains("beside selecting: true");
  }

  /** A method that XNIO has renamed would be interpreted again, and nothing would say so. */
  @Test
  void hasALoopsTurnCompiledUnderItsName() throws Exception {
    Pattern scaled = Pattern.compile("CompileThresholdScaling,(.+)::(.+),");
    Matcher command = scaled.matcher(Files.readString(Path.of("src/main/options/serve")));

    assertThat(command.find()).isTrue();
    assertThat(Class.forName(command.group(1)).getMethod(command.group(2))).isNotNull();
  }

  @Test
  void leavesAChoiceOfTheUsersAlone() {
    assertThat(output("-Dxnio.nio.thread-safe-selection-keys=false"))
        .contains("beside selecting: false");
  }
}
