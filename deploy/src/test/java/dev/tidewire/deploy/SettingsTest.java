package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart tells the server is what the server understands. */
class SettingsTest {
  private static final Pattern SETTING = Pattern.compile("(?m)^(?:# )?([a-z][a-z-]*):( .*)?$");

  /** As the default file lists them: {@code # - history (0): ...}. */
  private static final Pattern NAMESPACE_SETTING = Pattern.compile("(?m)^# - ([a-z-]+) \\(");

  static List<Path> examples() {
    return Project.examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theServerTakesTheFileAndTheVariables(Path values, @TempDir Path folder) throws IOException {
    List<Map<String, Object>> objects = Chart.objects(values);
    Path certificates = Files.writeString(folder.resolve("ca.crt"), "");
    Map<String, Object> config = new HashMap<>(Chart.config(objects));
    config.computeIfPresent("redis-certificates", (_, _) -> certificates.toString());
    Path file = Files.writeString(folder.resolve("tidewire.yaml"), Yaml.write(config));

    String said = ServerProcess.run(ServerProcess.of(environment(objects, file), "check-config"));

    assertThat(said).endsWith("exit 0");
  }

  @Test
  void theServerRefusesAFileThatItDoesNotUnderstand(@TempDir Path folder) throws IOException {
    List<Map<String, Object>> objects = Chart.objects(Chart.example("quickstart"));
    Path file = Files.writeString(folder.resolve("tidewire.yaml"), "max-conections: 3\n");

    String said = ServerProcess.run(ServerProcess.of(environment(objects, file), "check-config"));

    assertThat(said).contains("max-conections").endsWith("exit 78");
  }

  @Test
  void everyVariableIsASettingOrNamesTheFile() throws IOException {
    Set<String> known = new TreeSet<>();
    settings().keySet().forEach(name -> known.add(variable(name)));
    known.add("TIDEWIRE_CONFIG");
    known.add("JAVA_TOOL_OPTIONS");

    for (Path values : examples()) {
      Map<String, Object> container =
          Chart.container(Chart.objects(values, Map.of("javaOptions", "-Xmx1g")));
      for (Object variable : Yaml.list(container.get("env"))) {
        assertThat(known).contains(String.valueOf(Yaml.at(variable, "name")));
      }
    }
  }

  @Test
  void theSchemaKnowsExactlyTheServersSettings() throws IOException {
    Map<String, Object> schema = Yaml.read(Project.CHART.resolve("values.schema.json"));

    assertThat(Yaml.map(Yaml.at(schema, "properties.config.properties")).keySet())
        .containsExactlyInAnyOrderElementsOf(settings().keySet());
  }

  @Test
  void theSchemaKnowsExactlyTheSettingsOfANamespace() throws IOException {
    Map<String, Object> schema = Yaml.read(Project.CHART.resolve("values.schema.json"));
    String path = "properties.config.properties.namespaces.additionalProperties.properties";

    assertThat(Yaml.map(Yaml.at(schema, path)).keySet())
        .containsExactlyInAnyOrderElementsOf(
            NAMESPACE_SETTING
                .matcher(defaultFile())
                .results()
                .map(found -> found.group(1))
                .toList());
  }

  @Test
  void aServerThatKnowsItsKeysByJwksNeedsNoSecretOfTokens() {
    Map<String, String> jwks =
        Map.of("secrets.tokenSecretKey", "", "config.jwks-url", "https://example.org/jwks.json");
    Map<String, Object> container =
        Chart.container(Chart.objects(Chart.example("quickstart"), jwks));

    assertThat(Yaml.list(container.get("env")))
        .extracting(variable -> Yaml.at(variable, "name"))
        .doesNotContain("TIDEWIRE_SECRET")
        .contains("TIDEWIRE_API_KEY");
  }

  @Test
  void theDefaultPortsAreTheServers() throws IOException {
    Map<String, Object> values = Yaml.read(Project.CHART.resolve("values.yaml"));

    assertThat(settings().get("port")).isEqualTo(String.valueOf(Yaml.at(values, "ports.public")));
    assertThat(settings().get("internal-port"))
        .isEqualTo(String.valueOf(Yaml.at(values, "ports.internal")));
  }

  @Test
  void theChartIsOfThisVersion() {
    String pom = Project.read(Project.DEPLOY.resolveSibling("pom.xml"));
    Object version = Yaml.read(Project.CHART.resolve("Chart.yaml")).get("appVersion");

    assertThat(pom)
        .contains("<artifactId>tidewire-parent</artifactId>\n  <version>" + version + "<");
  }

  @Test
  void aChangedSettingReplacesThePods() {
    Path quickstart = Chart.example("quickstart");
    String path = "spec.template.metadata.annotations";
    Object before = Yaml.at(Chart.deployment(Chart.objects(quickstart)), path);
    Object same = Yaml.at(Chart.deployment(Chart.objects(quickstart)), path);
    Map<String, String> change = Map.of("config.heartbeat", "20s");
    Object after = Yaml.at(Chart.deployment(Chart.objects(quickstart, change)), path);

    assertThat(same).isEqualTo(before);
    assertThat(after).isNotEqualTo(before);
  }

  /** The container's environment, with a value for each secret, and the file where it is here. */
  private static Map<String, String> environment(List<Map<String, Object>> objects, Path file) {
    Map<String, String> environment = new HashMap<>();
    for (Object variable : Yaml.list(Chart.container(objects).get("env"))) {
      String name = String.valueOf(Yaml.at(variable, "name"));
      Object value = Yaml.at(variable, "value");
      environment.put(name, value == null ? secret(name) : value.toString());
    }
    environment.put("TIDEWIRE_CONFIG", file.toString());
    return environment;
  }

  private static String secret(String variable) {
    return variable.equals("TIDEWIRE_REDIS")
        ? "rediss-cluster://tidewire:word@redis.example.com:6379"
        : "q8Vw3kX0pZr6tYb1nMs4uJc7hLf2gDe5aKo9iWxE";
  }

  /** The server's settings with their defaults, as its default file lists them. */
  private static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new HashMap<>();
    Matcher line = SETTING.matcher(defaultFile());
    while (line.find()) {
      settings.put(line.group(1), line.group(2) == null ? "" : line.group(2).strip());
    }
    assertThat(settings).hasSizeGreaterThan(30);
    return settings;
  }

  private static String defaultFile() throws IOException {
    try (InputStream stream = SettingsTest.class.getResourceAsStream("/tidewire.default.yaml")) {
      assertThat(stream).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String variable(String setting) {
    return "TIDEWIRE_" + setting.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
