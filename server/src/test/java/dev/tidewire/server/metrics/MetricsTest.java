package dev.tidewire.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void showsWhatTheProcessTakes() {
    try (ProcessMetrics process = new ProcessMetrics(metrics)) {
      assertThat(process).isNotNull();
      assertThat(metrics.scrape())
          .contains("process_cpu_usage ")
          .contains("process_files_open_files ")
          .contains("process_files_max_files ")
          .contains("process_uptime_seconds ")
          .contains("system_cpu_count ")
          .contains("jvm_gc_live_data_size_bytes ")
          .contains("jvm_gc_max_data_size_bytes ")
          .contains("jvm_threads_live_threads ")
          .contains("jvm_memory_used_bytes{area=\"heap\"");
    }
  }

  @Test
  void showsThePausesOfTheCollector() {
    try (ProcessMetrics process = new ProcessMetrics(metrics)) {
      assertThat(process).isNotNull();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            collect();
            assertThat(metrics.scrape()).contains("jvm_gc_pause_seconds_sum{");
          });
    }
  }

  @Test
  void showsTheLimitOfConnections() {
    new ConnectionMetrics(metrics).showLimit(70_000);

    assertThat(metrics.scrape()).contains("tidewire_connections_limit 70000.0\n");
  }

  @Test
  void showsWhatAlertsLookAtBeforeItHappens() {
    ConnectionMetrics connections = new ConnectionMetrics(metrics);
    assertThat(metrics.scrape())
        .contains("tidewire_handshakes_refused_total{reason=\"full\"} 0.0\n")
        .contains("tidewire_slow_consumers_total{bound=\"bytes\"} 0.0\n")
        .contains("tidewire_slow_consumers_total{bound=\"age\"} 0.0\n");

    connections.handshakeRefused("full");
    connections.queueOverflowed();

    assertThat(metrics.scrape())
        .contains("tidewire_handshakes_refused_total{reason=\"full\"} 1.0\n")
        .contains("tidewire_slow_consumers_total{bound=\"bytes\"} 1.0\n");
  }

  @Test
  void showsWhatWaitsOnTheLoops() {
    new HubMetrics(metrics).showBacklog(() -> 12);

    assertThat(metrics.scrape()).contains("tidewire_backlog 12.0\n");
  }

  @Test
  void aClockThatIsBehindTheStoresMakesNoNegativeAge() {
    new HubMetrics(metrics).taken(Long.MAX_VALUE);

    assertThat(metrics.scrape()).contains("tidewire_delivery_latency_seconds_sum 0.0\n");
  }

  private static void collect() {
    System.gc();
  }
}
