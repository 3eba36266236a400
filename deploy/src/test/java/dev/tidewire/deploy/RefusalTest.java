package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would go wrong later, or silently, is refused by the chart; what is just right is not. */
class RefusalTest {
  private static final Path QUICKSTART = Chart.example("quickstart");
  private static final Path SINGLE = Chart.example("single");

  @Test
  void namesTheCommandThatMakesTheMissingSecret() {
    assertThatThrownBy(() -> Chart.textOfDefaults(Map.of("redis.url", "redis://redis:6379")))
        .hasMessageContaining("secrets.existingSecret is missing")
        .hasMessageContaining("kubectl create secret generic tidewire --namespace live");
    takes(Chart.example("haproxy"), Map.of());
  }

  @Test
  void refusesAGracePeriodInWhichADrainDoesNotEnd() {
    Map<String, Integer> short1 =
        Map.of("preStopSeconds", 7, "drainSeconds", 60, "terminationGracePeriodSeconds", 71);
    refuses(QUICKSTART, short1, "preStopSeconds (7) + drainSeconds (60) + 5");
    refuses(QUICKSTART, short1, "make 72");
    takes(
        QUICKSTART,
        Map.of("preStopSeconds", 7, "drainSeconds", 60, "terminationGracePeriodSeconds", 72));
    refuses(QUICKSTART, Map.of("drainSeconds", 81), "terminationGracePeriodSeconds is 90");
    takes(QUICKSTART, Map.of("drainSeconds", 80));
  }

  @Test
  void refusesSeveralPodsThatCannotMeet() {
    refuses(SINGLE, Map.of("replicaCount", 2), "More than one pod and no Redis");
    refuses(SINGLE, Map.of("keda.enabled", true), "More than one pod and no Redis");
    refuses(SINGLE, Map.of("autoscaling.enabled", true), "More than one pod and no Redis");
    takes(SINGLE, Map.of("replicaCount", 1));
    takes(SINGLE, Map.of("replicaCount", 2, "redis.url", "redis://redis:6379"));
    takes(SINGLE, Map.of("replicaCount", 2, "redis.existingSecret", "redis"));
  }

  @Test
  void refusesTwoRedises() {
    refuses(QUICKSTART, Map.of("redis.url", "redis://redis:6379"), "name one of redis.url");
    refuses(QUICKSTART, Map.of("redis.existingSecret", "redis"), "name one of redis.url");
  }

  @Test
  void refusesAPasswordInAConfigMap() {
    refuses(
        SINGLE, Map.of("redis.url", "redis://user:password@redis:6379"), "redis.existingSecret");
    takes(SINGLE, Map.of("redis.url", "redis://redis:6379"));
  }

  @Test
  void refusesTwoAutoscalersAndImpossibleOnes() {
    refuses(QUICKSTART, Map.of("autoscaling.enabled", true, "keda.enabled", true), "Choose one");
    Map<String, Integer> turned =
        Map.of("autoscaling.minReplicas", 5, "autoscaling.maxReplicas", 4);
    refuses(QUICKSTART, turned, "autoscaling.minReplicas (5) is over");
    takes(QUICKSTART, Map.of("autoscaling.minReplicas", 5, "autoscaling.maxReplicas", 5));
    refuses(
        QUICKSTART,
        Map.of("keda.enabled", true, "autoscaling.targetConnections", 100_000),
        "not below config.max-connections (100000)");
    takes(QUICKSTART, Map.of("keda.enabled", true, "autoscaling.targetConnections", 99_999));
    refuses(
        QUICKSTART,
        Map.of("keda.enabled", true, "config.max-connections", 30_000),
        "not below config.max-connections (30000)");
  }

  @Test
  void refusesOnePortForBoth() {
    refuses(QUICKSTART, Map.of("ports.public", 8081), "both 8081");
    takes(QUICKSTART, Map.of("ports.public", 8082));
  }

  @Test
  void refusesRoutesFromNowhereAndToNobody() {
    refuses(QUICKSTART, Map.of("httpRoute.enabled", true), "name the Gateway");
    refuses(QUICKSTART, Map.of("ingress.enabled", true), "name a host");
    takes(QUICKSTART, Map.of("ingress.enabled", true, "ingress.hosts[0]", "live.example.com"));
    takes(QUICKSTART, Map.of("httpRoute.enabled", true, "httpRoute.parentRefs[0].name", "edge"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port",
        "internal-port",
        "drain",
        "redis",
        "redis-certificates",
        "secret",
        "api-key",
        "host",
        "internal-host",
        "data-dir",
        "dev",
        "dev-allow-remote"
      })
  void refusesSettingsThatTheChartMakesItself(String setting) {
    Object value =
        setting.contains("port") ? (Object) 9000 : setting.startsWith("dev") ? true : "x";
    refuses(QUICKSTART, Map.of("config." + setting, value), "config." + setting);
  }

  @Test
  void refusesUnknownValuesAndSettings() {
    refuses(QUICKSTART, Map.of("replicas", 3), "replicas");
    refuses(QUICKSTART, Map.of("config.max-conections", 3), "max-conections");
    refuses(QUICKSTART, Map.of("config.namespaces.chat.hystory", 3), "hystory");
    takes(QUICKSTART, Map.of("config.namespaces.chat.history", 3));
  }

  @Test
  void makesNoSecrets() {
    for (Path values : Project.examples()) {
      assertThat(Chart.has(Chart.objects(values), "Secret")).as("%s", values).isFalse();
    }
  }

  private static void refuses(Path values, Map<String, ?> changes, String reason) {
    assertThatThrownBy(() -> Chart.text(values, changes)).hasMessageContaining(reason);
  }

  private static void takes(Path values, Map<String, ?> changes) {
    assertThatCode(() -> Chart.text(values, changes)).doesNotThrowAnyException();
  }
}
