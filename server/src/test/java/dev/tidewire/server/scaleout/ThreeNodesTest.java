package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three server processes on one Redis; clients resume on another node when theirs is killed and
 * when it leaves, and nothing is lost, nothing comes twice, and nobody is reset.
 */
final class ThreeNodesTest {
  private static final int CLIENTS = 60;

  @TempDir Path folder;

  @Test
  void behaveLikeOneServerToClientsThatKnowAllNodes() {
    try (ThreeNodes three = ThreeNodes.start();
        Run run = Run.named("three-nodes", Crew::of)) {
      run.clients(CLIENTS, three::nextWebSocket, ThreeNodes.CHANNELS);
      judge(three, run);
    }
  }

  @Test
  void behaveLikeOneServerBehindHaproxy() throws Exception {
    EdgeCertificate certificate = EdgeCertificate.create(folder);
    try (ThreeNodes three = ThreeNodes.start();
        LoadBalancer balancer = LoadBalancer.haproxy(three.nodes(), certificate);
        Run run = Run.named("haproxy", log -> Crew.of(log, certificate.trust()))) {
      run.clients(CLIENTS, balancer::webSocket, ThreeNodes.CHANNELS);
      judge(three, run);
    }
  }

  @Test
  void behaveLikeOneServerBehindNginx() throws Exception {
    EdgeCertificate certificate = EdgeCertificate.create(folder);
    try (ThreeNodes three = ThreeNodes.start();
        LoadBalancer balancer = LoadBalancer.nginx(three.nodes(), certificate);
        Run run = Run.named("nginx", log -> Crew.of(log, certificate.trust()))) {
      run.clients(CLIENTS, balancer::webSocket, ThreeNodes.CHANNELS);
      judge(three, run);
    }
  }

  private static void judge(ThreeNodes three, Run run) {
    three.publish(run);
    three.killOneAndRestartAll(run);
    Verdict verdict = run.finish(ThreeNodes.expectations(CLIENTS));
    System.out.println(verdict); // The figures of a good run are worth a look, too.
    assertThat(verdict.isClean()).as(() -> three.explain(verdict)).isTrue();
  }
}
