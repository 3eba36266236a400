package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example is rendered by real Helm, and each object judged by Kubernetes' own types. */
class ChartTest {
  static List<Path> examples() {
    return Project.examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void rendersObjectsThatKubernetesTakes(Path values) {
    for (Map<String, Object> object : Chart.objects(values)) {
      assertThat(Schemas.problems(object)).as("%s of %s", name(object), values).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void passesHelmLint(Path values, @TempDir Path copy) throws IOException {
    Chart.copyTo(copy);
    Map<String, Object> defaults = Yaml.read(Project.CHART.resolve("values.yaml"));
    Files.writeString(
        copy.resolve("values.yaml"), Yaml.write(Yaml.merge(defaults, Yaml.read(values))));

    LintResult result = new Helm(copy).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void labelsAndPlacesEveryObject(Path values) {
    for (Map<String, Object> object : Chart.objects(values)) {
      if (String.valueOf(object.get("apiVersion")).startsWith("networking.gke.io")) {
        continue; // an object of the user's own
      }
      assertThat(Yaml.at(object, "metadata.namespace")).as(name(object)).isEqualTo(Chart.NAMESPACE);
      assertThat(Yaml.map(Yaml.at(object, "metadata.labels")))
          .as(name(object))
          .containsKeys(
              "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component")
          .containsEntry("app.kubernetes.io/managed-by", "Helm");
    }
  }

  @Test
  void noticesAMistypedAMissingAndAnUnknownMember() {
    Map<String, Object> deployment = Chart.deployment(Chart.objects(Chart.example("quickstart")));
    Map<String, Object> mistyped =
        Yaml.merge(deployment, Map.of("spec", Map.of("minReadySecond", 3)));
    assertThat(Schemas.problems(deployment)).isEmpty();
    assertThat(Schemas.problems(mistyped)).isNotEmpty();

    Map<String, Object> route =
        Chart.one(Chart.objects(Chart.example("istio")), "HTTPRoute", "tidewire");
    assertThat(Schemas.problems(route)).isEmpty();
    assertThat(Schemas.problems(Yaml.merge(route, Map.of("spec", Map.of("hostname", "x")))))
        .isNotEmpty();
    assertThat(Schemas.problems(Yaml.merge(route, Map.of("spec", Map.of("hostnames", "x")))))
        .isNotEmpty();
    assertThat(Schemas.problems(Map.of("apiVersion", "v2", "kind", "Deployment"))).isNotEmpty();
  }

  @Test
  void testsWithAPodThatKubernetesTakes(@TempDir Path folder) throws IOException {
    Map<String, Object> pod = Chart.testPod(Chart.example("quickstart"), folder);

    assertThat(Schemas.problems(pod)).isEmpty();
    assertThat(Yaml.at(pod, "metadata.labels"))
        .as("the pod is none of the server's")
        .asString()
        .contains("app.kubernetes.io/component=test");
  }

  @Test
  void everyTemplateIsRenderedByAnExample() {
    TreeSet<String> rendered = new TreeSet<>();
    for (Path values : examples()) {
      Chart.text(values, Map.of())
          .lines()
          .filter(line -> line.startsWith("# Source: "))
          .map(line -> line.replace("# Source: tidewire/templates/", ""))
          .forEach(rendered::add);
    }
    TreeSet<String> templates = new TreeSet<>();
    Project.list(Project.CHART.resolve("templates"), ".yaml")
        .forEach(file -> templates.add(file.getFileName().toString()));

    assertThat(rendered).isEqualTo(templates);
  }

  private static String name(Map<String, Object> object) {
    return object.get("kind") + " " + Yaml.at(object, "metadata.name");
  }
}
