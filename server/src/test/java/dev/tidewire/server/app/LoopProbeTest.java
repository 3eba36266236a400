package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.metrics.LoopMetrics;
import dev.tidewire.server.metrics.Metrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopProbeTest {
  private final ArrayDeque<Runnable> busy = new ArrayDeque<>();
  private final Metrics metrics = new Metrics();
  private long now;
  private final LoopProbe probe =
      new LoopProbe(List.of(Runnable::run, busy::add), () -> now, new LoopMetrics(metrics));

  @Test
  void measuresHowLongATaskWaits() {
    probe.ask();
    pass(Duration.ofMillis(30));
    busy.remove().run();

    assertThat(metrics.scrape())
        .contains("tidewire_loop_lag_seconds_count 2\n")
        .contains("tidewire_loop_lag_seconds_bucket{le=\"0.025\"} 1\n")
        .contains("tidewire_loop_lag_seconds_bucket{le=\"0.05\"} 2\n");
  }

  @Test
  void showsALoopThatDoesNotAnswer() {
    assertThat(probe.stalledSeconds()).isZero();
    probe.ask();
    pass(Duration.ofSeconds(7));

    assertThat(probe.stalledSeconds()).isEqualTo(7);
    assertThat(metrics.scrape()).contains("tidewire_loop_stalled_seconds 7.0\n");

    busy.remove().run();
    assertThat(probe.stalledSeconds()).isZero();
  }

  @Test
  void doesNotAskALoopAgainThatHasNotAnswered() {
    probe.ask();
    probe.ask();
    probe.ask();

    assertThat(busy).hasSize(1);
    busy.remove().run();
    probe.ask();
    assertThat(busy).hasSize(1);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
