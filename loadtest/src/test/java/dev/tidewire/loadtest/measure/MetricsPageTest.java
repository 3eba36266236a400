package dev.tidewire.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE =
      """
      # TYPE process_cpu_seconds_total counter
      process_cpu_seconds_total 1.5
      process_cpu_seconds_total_of_another 9
      process_resident_memory_bytes 1.048576E6
      process_start_time_seconds 1.700000000123E9
      """;

  @Test
  void readsWhatClientLibrariesAgreeOn() {
    assertThat(MetricsPage.parse(PAGE))
        .contains(
            new MetricsPage.Reading(
                1_700_000_000_123L, new ProcessUsage(1_500_000_000L, 0, 1 << 20)));
  }

  @Test
  void readsTheCpuTimeOfMicrometer() {
    String micrometer =
        PAGE.replace("process_cpu_seconds_total 1.5", "process_cpu_time_ns_total 2.0E9");
    assertThat(MetricsPage.parse(micrometer).orElseThrow().usage().cpuNanos())
        .isEqualTo(2_000_000_000L);
  }

  @Test
  void saysNothingOfAPageThatLacksAFigure() {
    assertThat(MetricsPage.parse(PAGE.replace("process_resident_memory_bytes", "x"))).isEmpty();
    assertThat(MetricsPage.parse("")).isEmpty();
  }

  @Test
  void readsAPageAndNothingOfAnErrorOrAServerThatIsAway() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(server, "/metrics", 200);
    answer(server, "/error", 500);
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    try {
      assertThat(new MetricsPage(address).read()).isPresent();
      assertThat(new MetricsPage(address.resolve("/error")).read()).isEmpty();
    } finally {
      server.stop(0);
    }
    assertThat(new MetricsPage(address).read()).isEmpty();
  }

  private static void answer(HttpServer server, String path, int status) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
