package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The chart's README and the plain manifests are what the chart says now. */
class GeneratedFilesTest {
  private static final Path VALUES = Project.CHART.resolve("values.yaml");
  private static final Path MANIFESTS = Project.DEPLOY.resolve("kubernetes");

  @Test
  void theReadmeDescribesEveryValue() {
    Project.assertGenerated(
        Project.CHART.resolve("README.md"), ChartReadme.of(Project.read(VALUES)));
  }

  @Test
  void everyValueHasAComment() {
    Set<String> described = new TreeSet<>();
    ValueComments.of(Project.read(VALUES)).forEach(value -> described.add(value.path()));
    Set<String> missing = new TreeSet<>();
    collect("", Yaml.read(VALUES), described, missing);

    // The comment of `config` speaks for the server's settings in it.
    assertThat(missing).containsExactly("config.log-format");
  }

  @Test
  void theManifestsAreTheCharts() {
    for (Map.Entry<String, String> file : Manifests.all().entrySet()) {
      Project.assertGenerated(MANIFESTS.resolve(file.getKey()), file.getValue());
    }
    assertThat(Project.list(MANIFESTS, ".yaml").stream().map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrderElementsOf(Manifests.all().keySet());
  }

  @Test
  void theManifestsAreObjectsThatKubernetesTakesAndNothingOfHelms() {
    for (Map.Entry<String, String> file : Manifests.all().entrySet()) {
      List<Map<String, Object>> objects = Yaml.documents(file.getValue());
      assertThat(objects).as(file.getKey()).isNotEmpty();
      assertThat(file.getValue()).doesNotContainIgnoringCase("helm");
      for (Map<String, Object> object : objects) {
        assertThat(Schemas.problems(object)).as("%s: %s", file.getKey(), object).isEmpty();
      }
    }
  }

  private static void collect(
      String prefix, Map<String, Object> values, Set<String> described, Set<String> missing) {
    values.forEach((key, value) -> {
      String path = prefix + key;
      if (described.contains(path) && !path.equals("config")) {
        return;
      }
      if (value instanceof Map<?, ?> map && !map.isEmpty()) {
        collect(path + ".", Yaml.map(map), described, missing);
      } else if (!described.contains(path)) {
        missing.add(path);
      }
    });
  }
}
