package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.server.sizing.Costs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeCommandTest {
  @TempDir Path folder;
  private Terminal terminal = new Terminal(Path.of("."));

  @BeforeEach
  void open() {
    terminal = new Terminal(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size|--connections must be given.",
        "size --connections many|--connections is a number such as 1000, but \"many\" was given.",
        "size --connections -1|--connections is a number such as 1000, but \"-1\" was given.",
        "size --connections 0|connections is at least 1, but 0.0 was given.",
        "size --connections 9 --scenario game|--scenario is one of chat, dashboard, broadcast, but \"game\" was given.",
        "size --connections 9 --size 12|--size is a size such as 128B or 2KiB, but \"12\" was given.",
        "size --connections 9 --back soon|--back is a duration such as 500ms or 30s, but \"soon\" was given.",
        "size --connections 9 --node-network 10|--node-network is a rate such as 10Gbit or 500Mbit, but \"10\" was given.",
        "size --connections 9 --edge moon|--edge is proxies or managed, but \"moon\" was given.",
        "size --connections 9 --presence 2|presence is from 0 to 1, but 2.0 was given.",
        "size --connections 9 --use 0|use is above 0 and at most 1, but 0.0 was given.",
        "size --connections 9 --nodes 1|nodes is above spare, which is 1, but 1 was given.",
        "size --connections 9 --channels 2 --subscriptions 3|subscriptions is at most channels, which is 2.0, but 3.0 was given.",
        "size --connections 9 --costs nowhere.yaml|--costs: nowhere.yaml cannot be read.",
        "size --connections 9 --pods 3|\"--pods\" is no option.",
      })
  void refusesWhatMakesNoSenseWithASentence(String arguments, String sentence) {
    assertThat(terminal.run(arguments.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err())
        .isEqualTo("tidewire: " + sentence + " See ./tidewire size --help.\n");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void saysWhatAnAudienceTakes() {
    assertThat(terminal.run("size", "--connections", "100000", "--node-connections", "20000"))
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("nodes                                         6 (connections of a node)")
        .contains("connections of a node                         16,667, 20,000 after a loss")
        .contains("Walls, and how much of each is used")
        .contains("The first wall when connections grow: ");
  }

  @Test
  void printsFiguresForPrograms() throws IOException {
    terminal.run("size", "--connections", "100000", "--nodes", "9", "--json");

    var figures = new ObjectMapper().readTree(terminal.out());
    assertThat(figures.get("nodes").asInt()).isEqualTo(9);
    assertThat(figures.get("nodeCores").asDouble()).isPositive();
    assertThat(figures.get("wallConnections").asDouble()).isGreaterThan(100_000);
  }

  @Test
  void reckonsWithCostsOfAFile() throws IOException {
    Path file = folder.resolve("costs.yaml");
    Files.writeString(file, builtInText().replaceFirst("(?s)(connect:.*?value: )\\d+", "$1x"));
    assertThat(terminal.run("size", "--connections", "9", "--costs", file.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("The value of \"connect\" is no number.");

    Files.writeString(
        file,
        builtInText().replaceFirst("(?s)(?<head>redis-channel:.*?value: )\\d+", "${head}1000000"));
    assertThat(terminal.run("size", "--connections", "100000", "--json")).isEqualTo(ExitCode.OK);
    double before = memoryOfRedis();
    terminal.run("size", "--connections", "100000", "--json", "--costs", file.toString());
    assertThat(memoryOfRedis()).isGreaterThan(before * 10);
  }

  private double memoryOfRedis() throws IOException {
    return new ObjectMapper().readTree(terminal.out()).get("redisMemory").asDouble();
  }

  private static String builtInText() throws IOException {
    try (var file = Costs.class.getResourceAsStream("costs.yaml")) {
      assertThat(file).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
