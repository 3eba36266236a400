package dev.tidewire.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The chart, rendered by real Helm for a release {@code tidewire} in the namespace {@code live}.
 */
final class Chart {
  static final String NAMESPACE = "live";

  /** Helm knows none without a cluster. */
  private static final String KUBERNETES = "1.34.0";

  private Chart() {}

  /** Everything that an example installs. */
  static List<Map<String, Object>> objects(Path values) {
    return Yaml.documents(text(values, Map.of()));
  }

  /** The same with some values changed, such as {@code drainSeconds}. */
  static List<Map<String, Object>> objects(Path values, Map<String, ?> changes) {
    return Yaml.documents(text(values, changes));
  }

  static String text(Path values, Map<String, ?> changes) {
    return render(command(Project.CHART).withValuesFile(values), changes);
  }

  /** What comes of the chart's own values and these. */
  static String textOfDefaults(Map<String, ?> changes) {
    return render(command(Project.CHART), changes);
  }

  private static TemplateCommand command(Path chart) {
    return new Helm(chart)
        .template()
        .withName("tidewire")
        .withNamespace(NAMESPACE)
        .withKubeVersion(KUBERNETES);
  }

  private static String render(TemplateCommand command, Map<String, ?> changes) {
    changes.forEach(command::set);
    return command.call();
  }

  /**
   * The pod of {@code helm test}: Helm renders it as a part of a test only, so its mark is left
   * out.
   */
  static Map<String, Object> testPod(Path values, Path emptyFolder) throws IOException {
    copyTo(emptyFolder);
    Path template = emptyFolder.resolve("templates/tests/first-message.yaml");
    Files.writeString(
        template,
        Project.read(template).replaceAll("(?m)^  annotations:\n(    helm.sh/.*\n)+", ""));
    String text = render(command(emptyFolder).withValuesFile(values), Map.of());
    return one(Yaml.documents(text), "Pod", "tidewire-test");
  }

  static void copyTo(Path emptyFolder) throws IOException {
    try (Stream<Path> files = Files.walk(Project.CHART)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = emptyFolder.resolve(Project.CHART.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  static Path example(String name) {
    return Project.CHART.resolve("examples").resolve(name + ".yaml");
  }

  /** The one object of this kind and name. */
  static Map<String, Object> one(List<Map<String, Object>> objects, String kind, String name) {
    return objects.stream()
        .filter(object ->
            kind.equals(object.get("kind")) && name.equals(Yaml.at(object, "metadata.name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no " + kind + " " + name));
  }

  static boolean has(List<Map<String, Object>> objects, String kind) {
    return objects.stream().anyMatch(object -> kind.equals(object.get("kind")));
  }

  static Map<String, Object> deployment(List<Map<String, Object>> objects) {
    return one(objects, "Deployment", "tidewire");
  }

  static Map<String, Object> container(List<Map<String, Object>> objects) {
    return Yaml.map(Yaml.at(deployment(objects), "spec.template.spec.containers.0"));
  }

  /** The server's file, as a map. */
  static Map<String, Object> config(List<Map<String, Object>> objects) {
    Object text = Yaml.map(one(objects, "ConfigMap", "tidewire").get("data")).get("tidewire.yaml");
    return Yaml.documents(String.valueOf(text)).getFirst();
  }
}
