package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ServerOptionsTest {
  /** A method that XNIO has renamed would be interpreted again, and nothing would say so. */
  @Test
  void hasALoopsTurnCompiledUnderItsName() throws Exception {
    Pattern scaled = Pattern.compile("CompileThresholdScaling,(.+)::(.+),");
    Matcher command = scaled.matcher(Files.readString(Path.of("src/main/options/serve")));

    assertThat(command.find()).isTrue();
    assertThat(Class.forName(command.group(1)).getMethod(command.group(2))).isNotNull();
  }
}
