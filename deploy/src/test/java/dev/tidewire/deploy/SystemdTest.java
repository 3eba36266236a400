package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The unit, judged by systemd where there is one. */
class SystemdTest {
  private static final Path UNIT = Project.DEPLOY.resolve("systemd/tidewire.service");

  @Test
  void stopsLaterThanADrainAndKnowsTheExitCodeOfAWrongConfiguration() {
    String unit = Project.read(UNIT);
    assertThat(number(unit, "TimeoutStopSec")).isGreaterThan(30 + 5);
    assertThat(number(unit, "LimitNOFILE")).isGreaterThanOrEqualTo(100_000 + 500);
    assertThat(unit).contains("RestartPreventExitStatus=64 78\n");
  }

  @Test
  void systemdKnowsEveryLine() {
    String said = systemd("verify", UNIT.toString());

    // The command is not installed on the machine that tests.
    assertThat(said.lines().filter(line -> !line.contains("is not executable")))
        .containsOnly("exit 1");
  }

  @Test
  void systemdFindsLittleExposed() {
    Matcher level =
        Pattern.compile("Overall exposure level for tidewire.service: (\\d+\\.\\d)")
            .matcher(systemd("security", "--offline=true", "--no-pager", UNIT.toString()));
    assertThat(level.find()).isTrue();
    assertThat(Double.parseDouble(level.group(1))).isLessThan(2.0);
  }

  private static String systemd(String... arguments) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd here");
    String[] command = new String[arguments.length + 1];
    command[0] = "systemd-analyze";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return ServerProcess.run(new ProcessBuilder(command).redirectErrorStream(true));
  }

  private static int number(String unit, String key) {
    Matcher line = Pattern.compile("(?m)^" + key + "=(\\d+)$").matcher(unit);
    assertThat(line.find()).as(key).isTrue();
    return Integer.parseInt(line.group(1));
  }
}
