package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts and dashboards against the metrics that the server really exports. */
class MonitoringTest {
  private static final Path ALERT_TESTS =
      Project.DEPLOY.resolve("src/test/resources/alerts-test.yaml");
  private static final Pattern METRICS_ADDRESS = Pattern.compile("http://localhost:(\\d+)/metrics");

  private static Map<String, Set<String>> exported = Map.of();

  @BeforeAll
  static void collect() throws Exception {
    exported = new LinkedHashMap<>(Exported.all());
    // The collector's figures come with its first collection, when Java gets round to telling of
    // it.
    for (String suffix : List.of("_sum", "_count", "_max")) {
      exported.put("jvm_gc_pause_seconds" + suffix, Set.of("action", "cause", "gc"));
    }
  }

  static List<Path> dashboards() {
    return Project.list(Project.CHART.resolve("files/dashboards"), ".json");
  }

  @Test
  void everyAlertNamesMetricsThatThereAre() {
    for (Map<String, Object> rule : rules()) {
      assertThat(Expressions.unknown(String.valueOf(rule.get("expr")), exported))
          .as("%s", rule.get("alert"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelNamesMetricsThatThereAre(Path dashboard) {
    for (String expression : expressions(dashboard)) {
      assertThat(Expressions.unknown(expression, exported)).as(expression).isEmpty();
    }
  }

  @Test
  void noticesMetricsAndLabelsThatThereAreNot() {
    assertThat(Expressions.unknown("rate(tidewire_conections[5m])", exported))
        .containsExactly("tidewire_conections");
    assertThat(Expressions.unknown("tidewire_resumes_total{recoverd=\"x\"}", exported))
        .containsExactly("tidewire_resumes_total{recoverd}");
    assertThat(Expressions.unknown("sum by (cause) (tidewire_connections)", exported))
        .containsExactly("by (cause)");
    assertThat(Expressions.unknown("tidewire_resumes_total{recovered=\"x\",pod=\"p\"}", exported))
        .isEmpty();
  }

  @Test
  void promtoolTakesTheAlerts() {
    assertThat(Promtool.checkRules(Project.ALERTS)).endsWith("exit 0");
  }

  @Test
  void everyAlertFiresWhenItMustAndStaysQuietBelow() {
    assertThat(Promtool.run("test", "rules", ALERT_TESTS.toString())).endsWith("exit 0");

    Set<String> firing = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    for (Object test : Yaml.list(Yaml.read(ALERT_TESTS).get("tests"))) {
      String alert = String.valueOf(Yaml.at(test, "alert_rule_test.0.alertname"));
      boolean fires = !Yaml.list(Yaml.at(test, "alert_rule_test.0.exp_alerts")).isEmpty();
      (fires ? firing : quiet).add(alert);
    }
    assertThat(firing).isEqualTo(alerts());
    assertThat(quiet).isEqualTo(alerts());
  }

  @Test
  void everyAlertStandsInTheRunbookWithCauseAndRemedy() {
    String operations = Project.read(Project.OPERATIONS);
    Set<String> described = new TreeSet<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(Tidewire\\w+)` \\|(.+)\\|(.+)\\|$").matcher(operations);
    while (row.find()) {
      described.add(row.group(1));
    }
    assertThat(described).isEqualTo(alerts());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void promtoolTakesEveryExpressionOfADashboard(Path dashboard, @TempDir Path folder)
      throws IOException {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (String expression : expressions(dashboard)) {
      rules.add(
          Map.of(
              "record",
              "tidewire:panel_" + rules.size(),
              "expr",
              expression.replace("$__rate_interval", "5m")));
    }
    Path file = folder.resolve("rules.yaml");
    Files.writeString(
        file, Yaml.write(Map.of("groups", List.of(Map.of("name", "panels", "rules", rules)))));

    assertThat(Promtool.checkRules(file)).endsWith("exit 0");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelIsExplainedAndLaidOutInTheGrid(Path dashboard) {
    Set<Integer> ids = new HashSet<>();
    Set<List<Integer>> places = new HashSet<>();
    for (JsonElement element : json(dashboard).getAsJsonArray("panels")) {
      JsonObject panel = element.getAsJsonObject();
      String title = panel.get("title").getAsString();
      assertThat(ids.add(panel.get("id").getAsInt())).as("id of %s", title).isTrue();
      JsonObject grid = panel.getAsJsonObject("gridPos");
      int x = grid.get("x").getAsInt();
      int width = grid.get("w").getAsInt();
      assertThat(x + width).as("right edge of %s", title).isLessThanOrEqualTo(24);
      assertThat(places.add(List.of(x, grid.get("y").getAsInt()))).as(title).isTrue();
      if (!panel.get("type").getAsString().equals("row")) {
        assertThat(panel.get("description").getAsString()).as(title).endsWith(".");
        assertThat(panel.getAsJsonObject("datasource").get("uid").getAsString())
            .isEqualTo("${datasource}");
      }
    }
  }

  @Test
  void aRunningServerExportsNothingElseAndHasTheAlertsMetricsFromTheStart(@TempDir Path data)
      throws Exception {
    Set<String> running = Exported.samples(scrape(data)).keySet();

    assertThat(exported.keySet()).containsAll(running);
    for (Map<String, Object> rule : rules()) {
      for (String metric : Expressions.metrics(String.valueOf(rule.get("expr")))) {
        boolean comesWithRedis =
            metric.startsWith("tidewire_redis_")
                || metric.startsWith("tidewire_presence_leases_")
                || metric.startsWith("tidewire_commands_");
        if (!comesWithRedis && !metric.startsWith("jvm_gc_pause")) {
          assertThat(running).as("%s", rule.get("alert")).contains(metric);
        }
      }
    }
  }

  @Test
  void everyMetricIsExplained() {
    String operations = Project.read(Project.OPERATIONS);
    Set<String> missing = new TreeSet<>();
    for (String sample : exported.keySet()) {
      String name = sample.replaceFirst("_seconds_(bucket|count|sum|max)$", "_seconds");
      if (name.startsWith("tidewire_") && !operations.contains(name)) {
        missing.add(name);
      }
    }
    assertThat(missing).as("metrics that docs/operations.md does not name").isEmpty();
  }

  private static String scrape(Path data) throws IOException, InterruptedException {
    Path output = data.resolve("output");
    Process server =
        ServerProcess.of(
                Map.of(),
                "serve",
                "--dev",
                "--port",
                "0",
                "--internal-port",
                "0",
                "--data-dir",
                data.resolve("data").toString())
            .redirectOutput(output.toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> internalPort(output) > 0);
      URI metrics = URI.create("http://localhost:" + internalPort(output) + "/metrics");
      try (HttpClient client = HttpClient.newHttpClient()) {
        return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      }
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static int internalPort(Path output) {
    Matcher address = METRICS_ADDRESS.matcher(Project.read(output));
    return address.find() ? Integer.parseInt(address.group(1)) : 0;
  }

  private static List<Map<String, Object>> rules() {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Object group : Yaml.list(Yaml.read(Project.ALERTS).get("groups"))) {
      Yaml.list(Yaml.at(group, "rules")).forEach(rule -> rules.add(Yaml.map(rule)));
    }
    return rules;
  }

  private static Set<String> alerts() {
    Set<String> alerts = new TreeSet<>();
    rules().forEach(rule -> alerts.add(String.valueOf(rule.get("alert"))));
    return alerts;
  }

  private static JsonObject json(Path file) {
    return JsonParser.parseString(Project.read(file)).getAsJsonObject();
  }

  private static List<String> expressions(Path dashboard) {
    List<String> expressions = new ArrayList<>();
    for (JsonElement panel : json(dashboard).getAsJsonArray("panels")) {
      if (panel.getAsJsonObject().has("targets")) {
        for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
          expressions.add(target.getAsJsonObject().get("expr").getAsString());
        }
      }
    }
    assertThat(expressions).hasSizeGreaterThan(10);
    return expressions;
  }
}
