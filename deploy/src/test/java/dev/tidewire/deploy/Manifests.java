package dev.tidewire.deploy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the chart renders, sorted into files for people without Helm. */
final class Manifests {
  private static final Pattern OF_HELM =
      Pattern.compile("(?m)^ +(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by): .*\\n");
  private static final Pattern SOURCE = Pattern.compile("# Source: tidewire/templates/(.*)\\n");
  private static final Pattern NAMESPACE = Pattern.compile("(?m)^  namespace: live\\n");

  private static final String HEAD =
      "# Generated from the chart in the folder beside this one: do not edit. ";

  private static final Map<String, String> PURPOSES =
      Map.of(
          "tidewire.yaml",
          "Three pods that need a Redis and the secret \"tidewire\".",
          "redis-development.yaml",
          "A Valkey that forgets, to try things with.",
          "httproute.yaml",
          "A route from a Gateway; change its name and the host.",
          "ingress.yaml",
          "A route from an Ingress controller; change the host.",
          "autoscaling.yaml",
          "An HPA on connections; remove `replicas` from the Deployment.",
          "monitoring.yaml",
          "For the Prometheus operator: scraping and alerts.",
          "dashboards.yaml",
          "Grafana dashboards, for its side car.");

  private static final Map<String, String> FILES =
      Map.of(
          "redis-development.yaml", "redis-development.yaml",
          "httproute.yaml", "httproute.yaml",
          "ingress.yaml", "ingress.yaml",
          "hpa.yaml", "autoscaling.yaml",
          "servicemonitor.yaml", "monitoring.yaml",
          "prometheusrule.yaml", "monitoring.yaml",
          "dashboards.yaml", "dashboards.yaml");

  private Manifests() {}

  /** The text of each file, by its name. */
  static Map<String, String> all() {
    Path quickstart = Chart.example("quickstart");
    Map<String, String> files = new LinkedHashMap<>();
    Map<String, Object> everything =
        Map.of(
            "monitoring.serviceMonitor.enabled", true,
            "monitoring.prometheusRule.enabled", true,
            "monitoring.dashboards.enabled", true,
            "httpRoute.enabled", true,
            "httpRoute.parentRefs[0].name", "edge",
            "httpRoute.hostnames[0]", "live.example.com",
            "ingress.enabled", true,
            "ingress.hosts[0]", "live.example.com");
    add(files, Chart.text(quickstart, everything), Set.of());
    add(files, Chart.text(quickstart, Map.of("autoscaling.enabled", true)), Set.of("hpa.yaml"));
    files.replaceAll((name, text) -> HEAD + PURPOSES.get(name) + "\n" + text);
    return files;
  }

  /** Sorts the documents of a rendering into files; those of these templates only, if any. */
  private static void add(Map<String, String> files, String rendered, Set<String> templates) {
    for (String document : List.of(rendered.split("(?m)^---\\n", -1))) {
      var source = SOURCE.matcher(document);
      if (!source.find() || (!templates.isEmpty() && !templates.contains(source.group(1)))) {
        continue;
      }
      String plain = SOURCE.matcher(document).replaceAll("");
      plain = OF_HELM.matcher(plain).replaceAll("");
      plain = NAMESPACE.matcher(plain).replaceAll("");
      String file = FILES.getOrDefault(source.group(1), "tidewire.yaml");
      files.merge(file, "---\n" + plain.strip() + "\n", String::concat);
    }
  }
}
