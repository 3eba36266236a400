package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.Expectation;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.Verdict;
import dev.tidewire.server.scaleout.KubernetesRelease.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart on a real Kubernetes, behind HAProxy with TLS: clients that listen while pods are
 * replaced, deleted, killed, added and taken away lose nothing, and see nothing twice.
 *
 * <p>{@code deploy/cluster/test} brings the cluster.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfEnvironmentVariable(
    named = "TIDEWIRE_REQUIRE_CLUSTER",
    matches = "1",
    disabledReason = "There is no cluster: deploy/cluster/test brings one.")
final class KubernetesTest {
  private static final int CLIENTS = 60;
  private static final int PUBLISHERS = 2;
  private static final Duration EVERY = Duration.ofMillis(20);

  private KubernetesRelease release;
  private EdgeCertificate certificate;

  @BeforeAll
  void install(@TempDir Path folder) throws Exception {
    certificate = EdgeCertificate.create(folder);
    release = KubernetesRelease.install();
  }

  @AfterAll
  void uninstall() {
    if (release != null) {
      release.close();
    }
  }

  @Test
  void passesTheTestOfTheChart() {
    assertThat(release.test()).contains("Phase:          Succeeded");
  }

  @Test
  void losesNothingInAnUpgrade() {
    judge(
        "upgrade",
        1,
        run -> {
          List<String> before = release.readyPods();
          fault(run, "upgrade", () -> release.upgrade("config.heartbeat=20s"), () -> settled(3));
          assertThat(release.readyPods()).doesNotContainAnyElementsOf(before);
        });
  }

  @Test
  void losesNothingWhenPodsAreDeletedAndKilled() {
    judge(
        "pods",
        2,
        run -> {
          String deleted = release.readyPods().getFirst();
          fault(run, "delete", () -> release.delete(deleted), () -> settled(3));
          String killed = release.readyPods().getFirst();
          int restarts = release.restarts(killed);
          fault(
              run,
              "kill",
              () -> release.kill(killed),
              () -> release.restarts(killed) > restarts && settled(3));
        });
  }

  @Test
  void losesNothingWhenPodsComeAndGo() {
    judge(
        "scale",
        3,
        run -> {
          fault(run, "grow", () -> release.upgrade("replicaCount=5"), () -> settled(5));
          fault(run, "shrink", () -> release.upgrade("replicaCount=2"), () -> settled(2));
          fault(run, "back", () -> release.upgrade("replicaCount=3"), () -> settled(3));
        });
  }

  @Test
  void keepsTheOldPodsWhenTheNewConfigurationIsWrong() {
    judge(
        "wrong",
        2,
        run -> {
          List<String> before = release.readyPods();
          fault(run, "wrong", this::upgradeInVain, () -> true);
          assertThat(release.readyPods()).containsExactlyInAnyOrderElementsOf(before);
          fault(run, "rollback", release::rollBack, () -> settled(3));
          assertThat(release.readyPods()).containsExactlyInAnyOrderElementsOf(before);
        });
  }

  /** Helm knows the settings of the file; what stands in the environment only the server judges. */
  private void upgradeInVain() {
    Outcome refused = release.tryUpgrade("20s", "config.no-such-setting=1");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.said()).contains("'no-such-setting' not allowed");
    Outcome failed =
        release.tryUpgrade(
            "20s", "extraEnv[0].name=TIDEWIRE_NO_SUCH_SETTING", "extraEnv[0].value=wrong");
    assertThat(failed.exit()).as(failed.said()).isNotZero();
    assertThat(release.logs()).contains("TIDEWIRE_NO_SUCH_SETTING");
  }

  private boolean settled(int pods) {
    return release.hasSettledAt(pods);
  }

  private static void fault(Run run, String name, Runnable harm, Callable<Boolean> isOver) {
    long began = System.nanoTime();
    run.fault(name, harm, isOver);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.printf("%s: over, and all clients are back, after %d s%n", name, took.toSeconds());
  }

  private interface Harm {
    void to(Run run);
  }

  private void judge(String name, int faults, Harm harm) {
    List<String> channels = ThreeNodes.channels("kubernetes-" + name);
    // One port of the node leads to all pods: the Service chooses.
    List<LoadBalancer.Node> nodes = Collections.nCopies(3, release.node());
    try (LoadBalancer balancer = LoadBalancer.haproxy(nodes, certificate);
        Run run = Run.named("kubernetes-" + name, log -> Crew.of(log, certificate.trust()))) {
      run.clients(CLIENTS, balancer::webSocket, channels)
          .publishers(PUBLISHERS, List.of(release.publishApi()), channels, EVERY);
      harm.to(run);
      Verdict verdict = run.finish(expectations(faults));
      System.out.println(verdict);
      assertThat(verdict.isClean()).as(() -> verdict + "\n" + release.logs()).isTrue();
    }
  }

  private static Expectations expectations(int faults) {
    return Expectations.defaults()
        .with(Expectation.MIN_CLIENTS, CLIENTS)
        .with(Expectation.MIN_FAULTS, faults)
        .with(Expectation.MIN_PUBLISHED_PER_FAULT, 20)
        .with(Expectation.MIN_PUBLISHED_PERCENT, 99);
  }
}
