package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pods are made of, and who reaches them. */
class WorkloadTest {
  private static final Path QUICKSTART = Chart.example("quickstart");

  static List<Path> examples() {
    return Project.examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyPodMeetsTheRestrictedStandard(Path values, @TempDir Path folder) throws IOException {
    Stream<Object> pods =
        Stream.concat(
            Chart.objects(values).stream()
                .filter(object -> "Deployment".equals(object.get("kind")))
                .map(object -> Yaml.map(Yaml.at(object, "spec.template.spec"))),
            Stream.of(Yaml.map(Chart.testPod(values, folder).get("spec"))));
    for (Object pod : pods.toList()) {
      assertThat(Yaml.at(pod, "automountServiceAccountToken")).isEqualTo(false);
      assertThat(Yaml.at(pod, "enableServiceLinks")).isEqualTo(false);
      assertThat(Yaml.at(pod, "securityContext.runAsNonRoot")).isEqualTo(true);
      assertThat(Yaml.number(pod, "securityContext.runAsUser")).isPositive();
      assertThat(Yaml.at(pod, "securityContext.seccompProfile.type")).isEqualTo("RuntimeDefault");
      Object container = Yaml.at(pod, "containers.0.securityContext");
      assertThat(container)
          .isEqualTo(
              Map.of(
                  "allowPrivilegeEscalation", false,
                  "readOnlyRootFilesystem", true,
                  "capabilities", Map.of("drop", List.of("ALL"))));
      assertThat(Yaml.at(pod, "containers.0.resources.limits.memory")).isNotNull();
      assertThat(Yaml.at(pod, "containers.0.resources.limits.cpu")).isNull();
    }
  }

  @Test
  void runsAsTheUserOfTheImage() {
    Map<String, Object> deployment = Chart.deployment(Chart.objects(QUICKSTART));
    String context = "spec.template.spec.securityContext.";
    assertThat(Yaml.number(deployment, context + "runAsUser")).isEqualTo(65532);
    assertThat(Yaml.number(deployment, context + "runAsGroup")).isEqualTo(65532);
  }

  @Test
  void probesSayWhatTheyMean() {
    Map<String, Object> container = Chart.container(Chart.objects(QUICKSTART));
    assertThat(Yaml.at(container, "startupProbe.httpGet.path")).isEqualTo("/health/live");
    assertThat(Yaml.at(container, "livenessProbe.httpGet.path")).isEqualTo("/health/live");
    assertThat(Yaml.at(container, "readinessProbe.httpGet.path")).isEqualTo("/health/ready");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(Yaml.at(container, probe + ".httpGet.port")).as(probe).isEqualTo("internal");
    }
  }

  @Test
  void replacesPodsOneByOneAndNeverTakesOneAwayFirst() {
    Map<String, Object> deployment = Chart.deployment(Chart.objects(QUICKSTART));
    assertThat(Yaml.at(deployment, "spec.strategy"))
        .isEqualTo(
            Map.of(
                "type",
                "RollingUpdate",
                "rollingUpdate",
                Map.of("maxSurge", 1, "maxUnavailable", 0)));
    assertThat(Yaml.number(deployment, "spec.minReadySeconds")).isPositive();
  }

  @Test
  void replacesMorePodsAtATimeWhenThatIsWished() {
    for (Object wished : List.of(7, "25%")) {
      Map<String, Object> deployment =
          Chart.deployment(Chart.objects(QUICKSTART, Map.of("maxSurge", wished)));
      assertThat(Yaml.at(deployment, "spec.strategy.rollingUpdate"))
          .isEqualTo(Map.of("maxSurge", wished, "maxUnavailable", 0));
    }
  }

  @Test
  void aServerAloneIsNeverBesideAnotherOne() {
    Map<String, Object> deployment = Chart.deployment(Chart.objects(Chart.example("single")));
    assertThat(Yaml.at(deployment, "spec.strategy")).isEqualTo(Map.of("type", "Recreate"));
    assertThat(Chart.has(Chart.objects(Chart.example("single")), "PodDisruptionBudget")).isFalse();
  }

  @Test
  void theServerDrainsWithinTheGracePeriod() {
    List<Map<String, Object>> objects =
        Chart.objects(QUICKSTART, Map.of("drainSeconds", 42, "preStopSeconds", 6));
    assertThat(Chart.config(objects)).containsEntry("drain", "42s");
    assertThat(Yaml.number(Chart.container(objects), "lifecycle.preStop.sleep.seconds"))
        .isEqualTo(6);
    assertThat(
            Yaml.number(
                Chart.deployment(objects), "spec.template.spec.terminationGracePeriodSeconds"))
        .isGreaterThanOrEqualTo(6 + 42 + 5);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void servicesAndPolicyMeetThePortsOfTheServer(Path values) {
    List<Map<String, Object>> objects =
        Chart.objects(values, Map.of("ports.public", 18080, "ports.internal", 18081));
    Map<String, Object> container = Chart.container(objects);
    assertThat(Yaml.list(container.get("ports")))
        .containsExactly(
            Map.of("name", "public", "containerPort", 18080),
            Map.of("name", "internal", "containerPort", 18081));
    assertThat(Chart.config(objects))
        .containsEntry("port", 18080)
        .containsEntry("internal-port", 18081);
    Map<String, Object> outside = Chart.one(objects, "Service", "tidewire");
    Map<String, Object> inside = Chart.one(objects, "Service", "tidewire-internal");
    assertThat(Yaml.list(Yaml.at(outside, "spec.ports"))).hasSize(1);
    assertThat(Yaml.at(outside, "spec.ports.0.targetPort")).isEqualTo("public");
    assertThat(Yaml.at(inside, "spec.ports.0.targetPort")).isEqualTo("internal");
    assertThat(Yaml.at(inside, "spec.type")).isEqualTo("ClusterIP");
    Map<String, Object> policy = Chart.one(objects, "NetworkPolicy", "tidewire");
    assertThat(Yaml.at(policy, "spec.ingress.0.ports.0.port")).isEqualTo(18080);
    assertThat(Yaml.at(policy, "spec.ingress.1.ports.0.port")).isEqualTo(18081);
    assertThat(Yaml.at(policy, "spec.ingress.1.from")).as("never from everywhere").isNotNull();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everySelectorFindsTheServersPodsAndNoOthers(Path values) {
    List<Map<String, Object>> objects = Chart.objects(values);
    Map<String, Object> server =
        Yaml.map(Yaml.at(Chart.deployment(objects), "spec.template.metadata.labels"));
    for (Map<String, Object> object : objects) {
      Object selector =
          switch (String.valueOf(object.get("kind"))) {
            case "Service" -> Yaml.at(object, "spec.selector");
            case "Deployment", "PodDisruptionBudget" ->
                Yaml.at(object, "spec.selector.matchLabels");
            case "NetworkPolicy" -> Yaml.at(object, "spec.podSelector.matchLabels");
            default -> null;
          };
      if (selector == null) {
        continue;
      }
      boolean redis = String.valueOf(Yaml.at(object, "metadata.name")).endsWith("-redis");
      assertThat(server.entrySet().containsAll(Yaml.map(selector).entrySet()))
          .as("%s %s", object.get("kind"), Yaml.at(object, "metadata.name"))
          .isEqualTo(!redis);
    }
  }

  @Test
  void theServiceMonitorFindsTheInternalServiceOnly() {
    List<Map<String, Object>> objects = Chart.objects(Chart.example("production"));
    Map<String, Object> selector =
        Yaml.map(
            Yaml.at(Chart.one(objects, "ServiceMonitor", "tidewire"), "spec.selector.matchLabels"));
    assertThat(
            Yaml.map(
                Yaml.at(Chart.one(objects, "Service", "tidewire-internal"), "metadata.labels")))
        .containsAllEntriesOf(selector);
    Map<String, Object> outside =
        Yaml.map(Yaml.at(Chart.one(objects, "Service", "tidewire"), "metadata.labels"));
    assertThat(outside.entrySet().containsAll(selector.entrySet())).isFalse();
  }

  @Test
  void theDevelopmentRedisIsReachedByTheServerAndItsAddressIsTold() {
    List<Map<String, Object>> objects = Chart.objects(QUICKSTART);
    assertThat(Chart.config(objects)).containsEntry("redis", "redis://tidewire-redis:6379");
    Map<String, Object> labels =
        Yaml.map(
            Yaml.at(
                Chart.one(objects, "Deployment", "tidewire-redis"),
                "spec.template.metadata.labels"));
    Object egress =
        Yaml.at(
            Chart.one(objects, "NetworkPolicy", "tidewire"),
            "spec.egress.1.to.0.podSelector.matchLabels");
    assertThat(labels).containsAllEntriesOf(Yaml.map(egress));
  }

  @Test
  void autoscalersAreQuickUpAndSlowDownAndSetNoFixedNumber() {
    for (String example : List.of("hpa", "production")) {
      List<Map<String, Object>> objects = Chart.objects(Chart.example(example));
      assertThat(Yaml.at(Chart.deployment(objects), "spec.replicas")).isNull();
      Object behavior =
          example.equals("hpa")
              ? Yaml.at(Chart.one(objects, "HorizontalPodAutoscaler", "tidewire"), "spec.behavior")
              : Yaml.at(
                  Chart.one(objects, "ScaledObject", "tidewire"),
                  "spec.advanced.horizontalPodAutoscalerConfig.behavior");
      Map<String, Object> given = Yaml.map(behavior);
      assertThat(Yaml.number(given, "scaleUp.stabilizationWindowSeconds")).isZero();
      assertThat(Yaml.number(given, "scaleDown.stabilizationWindowSeconds"))
          .isGreaterThanOrEqualTo(900);
      assertThat(Yaml.number(given, "scaleDown.policies.0.value")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void routesLeadToThePublicServiceOnly(Path values) {
    List<Map<String, Object>> objects = Chart.objects(values);
    for (Map<String, Object> object : objects) {
      if ("HTTPRoute".equals(object.get("kind"))) {
        assertThat(Yaml.at(object, "spec.rules.0.backendRefs"))
            .isEqualTo(List.of(Map.of("name", "tidewire", "port", 80)));
        assertThat(Yaml.at(object, "spec.rules.0.matches.0.path"))
            .isEqualTo(Map.of("type", "Exact", "value", "/ws"));
      }
      if ("Ingress".equals(object.get("kind"))) {
        assertThat(Yaml.at(object, "spec.rules.0.http.paths.0.backend.service"))
            .isEqualTo(Map.of("name", "tidewire", "port", Map.of("name", "public")));
      }
    }
  }
}
