package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the files of {@code deploy/} promise in their comments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeployedFilesTest {
  private static final int HANDSHAKES = 12;

  /** The load balancers that there is a file for. */
  enum Kind {
    HAPROXY {
      @Override
      LoadBalancer start(List<LoadBalancer.Node> nodes, EdgeCertificate certificate) {
        return LoadBalancer.haproxy(nodes, certificate);
      }
    },
    NGINX {
      @Override
      LoadBalancer start(List<LoadBalancer.Node> nodes, EdgeCertificate certificate)
          throws Exception {
        return LoadBalancer.nginx(nodes, certificate);
      }
    };

    abstract LoadBalancer start(List<LoadBalancer.Node> nodes, EdgeCertificate certificate)
        throws Exception;
  }

  private final List<FakeNode> nodes = new ArrayList<>();
  private EdgeCertificate certificate;

  @BeforeAll
  void makeCertificate(@TempDir Path folder) throws Exception {
    certificate = EdgeCertificate.create(folder);
  }

  @AfterEach
  void stopNodes() {
    nodes.forEach(FakeNode::close);
    nodes.clear();
  }

  private LoadBalancer start(Kind kind) throws Exception {
    for (int i = 0; i < 3; i++) {
      nodes.add(new FakeNode());
    }
    return kind.start(nodes.stream().map(FakeNode::address).toList(), certificate);
  }

  private int get(LoadBalancer balancer, String path, String... headers) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().sslContext(certificate.trust()).build()) {
      URI uri = URI.create("https://" + balancer.authority() + path);
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      if (headers.length > 0) {
        request.headers(headers);
      }
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private List<Headers> asked() {
    return nodes.stream().flatMap(node -> node.asked().stream()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheNodeWhoReallyCalled(Kind kind) throws Exception {
    try (LoadBalancer balancer = start(kind)) {
      assertThat(get(balancer, "/ws", "X-Forwarded-For", "6.6.6.6")).isEqualTo(200);
      Headers headers = asked().getFirst();
      assertThat(headers.get("X-Forwarded-For")).containsExactly("127.0.0.1");
      assertThat(headers.get("X-Forwarded-Proto")).containsExactly("https");
      // The server compares it with the page's Origin.
      assertThat(headers.get("Host")).containsExactly(balancer.authority());
    }
  }

  @ParameterizedTest
  @EnumSource
  void opensNothingButTheWebSocket(Kind kind) throws Exception {
    try (LoadBalancer balancer = start(kind)) {
      for (String path : List.of("/", "/metrics", "/api/publish", "/health/ready", "/ws/x")) {
        assertThat(get(balancer, path)).as(path).isEqualTo(404);
      }
      assertThat(asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesAHandshakeToAnotherNodeWhenOneIsDeadAndOneLeaves(Kind kind) throws Exception {
    try (LoadBalancer balancer = start(kind)) {
      nodes.get(0).close();
      nodes.get(1).refuse();
      for (int i = 0; i < HANDSHAKES; i++) {
        assertThat(get(balancer, "/ws")).isEqualTo(200);
      }
      assertThat(nodes.get(2).asked()).hasSize(HANDSHAKES);
    }
  }

  @Test
  void haproxySendsNothingToANodeThatIsNotReady() throws Exception {
    try (LoadBalancer balancer = start(Kind.HAPROXY)) {
      nodes.get(0).becomeUnready();
      nodes.get(1).becomeUnready();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            int before = nodes.get(2).asked().size();
            for (int i = 0; i < HANDSHAKES; i++) {
              assertThat(get(balancer, "/ws")).isEqualTo(200);
            }
            return nodes.get(2).asked().size() == before + HANDSHAKES;
          });
    }
  }
}
