package dev.tidewire.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.metrics.BrokerMetrics.EvictionKind;
import dev.tidewire.server.metrics.BrokerMetrics.RefusalReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerMetricsTest {
  @Test
  void showsWhatWasCounted() {
    Metrics metrics = new Metrics();
    BrokerMetrics broker = new BrokerMetrics(metrics);
    broker.published();
    broker.published();
    broker.duplicate();
    broker.read();
    broker.refused(RefusalReason.JOURNAL);
    broker.evicted(EvictionKind.KEY, 3);
    broker.journalWritten(100);
    broker.journalWritten(11);
    broker.journalWriteFailed();
    broker.showSize(() -> 7, () -> 4096);

    List<String> samples =
        metrics.scrape().lines().filter(line -> line.startsWith("tidewire_broker_")).toList();

    assertThat(samples)
        .containsExactlyInAnyOrder(
            "tidewire_broker_publishes_total 2.0",
            "tidewire_broker_duplicates_total 1.0",
            "tidewire_broker_reads_total 1.0",
            "tidewire_broker_refusals_total{reason=\"channels\"} 0.0",
            "tidewire_broker_refusals_total{reason=\"queue\"} 0.0",
            "tidewire_broker_refusals_total{reason=\"journal\"} 1.0",
            "tidewire_broker_refusals_total{reason=\"closed\"} 0.0",
            "tidewire_broker_evictions_total{kind=\"history\"} 0.0",
            "tidewire_broker_evictions_total{kind=\"key\"} 3.0",
            "tidewire_broker_evictions_total{kind=\"channel\"} 0.0",
            "tidewire_broker_journal_bytes_total 111.0",
            "tidewire_broker_journal_batches_total 2.0",
            "tidewire_broker_journal_write_errors_total 1.0",
            "tidewire_broker_channels 7.0",
            "tidewire_broker_history_bytes 4096.0");
  }
}
