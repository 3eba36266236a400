package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.HistoryLog;
import dev.tidewire.server.checker.Verdict;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three server processes on one Redis behave like one server: clients resume on another node when
 * theirs is killed and when it leaves, and nothing is lost, nothing comes twice, and nobody is
 * reset.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ThreeNodesTest {
  private static final int CLIENTS = 60;

  private ThreeNodes three;
  private EdgeCertificate certificate;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    certificate = EdgeCertificate.create(folder);
    three = ThreeNodes.start();
  }

  @AfterAll
  void stop() {
    three.close();
  }

  @Test
  void behaveLikeOneToClientsThatKnowAllOfThem() {
    judge("direct", Crew::of, three::nextWebSocket);
  }

  @Test
  void behaveLikeOneBehindHaproxy() {
    try (LoadBalancer balancer = LoadBalancer.haproxy(three.nodes(), certificate)) {
      judge("haproxy", log -> Crew.of(log, certificate.trust()), balancer::webSocket);
    }
  }

  @Test
  void behaveLikeOneBehindNginx() throws Exception {
    try (LoadBalancer balancer = LoadBalancer.nginx(three.nodes(), certificate)) {
      judge("nginx", log -> Crew.of(log, certificate.trust()), balancer::webSocket);
    }
  }

  private void judge(String name, Function<HistoryLog, Crew> crew, Supplier<URI> node) {
    List<String> channels = ThreeNodes.channels(name);
    try (Run run = Run.named(name, crew)) {
      run.clients(CLIENTS, node, channels);
      three.publish(run, channels);
      three.killOneAndRestartAll(run);
      Verdict verdict = run.finish(ThreeNodes.expectations(CLIENTS));
      System.out.println(verdict); // The figures of a good run are worth a look, too.
      assertThat(verdict.isClean()).as(() -> three.explain(verdict)).isTrue();
      assertThat(verdict.summary()).as("those who know close codes only").contains(" 4000=");
    }
  }
}
