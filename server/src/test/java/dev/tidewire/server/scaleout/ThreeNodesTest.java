package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.checker.Expectation;
import dev.tidewire.server.checker.Expectations;
import dev.tidewire.server.checker.HistoryLog;
import dev.tidewire.server.checker.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

  @Test
  void keepTheirClientsWhenHaproxyIsReloaded() {
    try (LoadBalancer balancer = LoadBalancer.haproxy(three.nodes(), certificate)) {
      judgeReload("haproxy-reload", balancer);
    }
  }

  @Test
  void keepTheirClientsWhenNginxIsReloaded() throws Exception {
    try (LoadBalancer balancer = LoadBalancer.nginx(three.nodes(), certificate)) {
      judgeReload("nginx-reload", balancer);
    }
  }

  private void judgeReload(String name, LoadBalancer balancer) {
    List<String> channels = ThreeNodes.channels(name);
    try (Run run = Run.named(name, log -> Crew.of(log, certificate.trust()))) {
      run.clients(CLIENTS, balancer::webSocket, channels);
      three.publish(run, channels);
      Set<Long> old = balancer.workers();
      run.fault(name, balancer::reload, () -> !old.containsAll(balancer.workers()));
      assertThat(balancer.workers()).as("those with sockets stay").containsAll(old);
      openAnother(balancer);
      Verdict verdict =
          run.finish(
              Expectations.defaults()
                  .with(Expectation.MIN_CLIENTS, CLIENTS)
                  .with(Expectation.MIN_FAULTS, 1)
                  .with(Expectation.MIN_PUBLISHED_PERCENT, 99));
      assertThat(verdict.isClean()).as(() -> three.explain(verdict)).isTrue();
      assertThat(verdict.summary())
          .as("nobody was cut, all left by themselves")
          .contains("closed with {1000=%d}".formatted(CLIENTS));
    }
  }

  /** Fails when nobody else can come in. */
  private void openAnother(LoadBalancer balancer) {
    try (HttpClient http = HttpClient.newBuilder().sslContext(certificate.trust()).build()) {
      http.newWebSocketBuilder()
          .buildAsync(balancer.webSocket(), new WebSocket.Listener() {})
          .join()
          .abort();
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
