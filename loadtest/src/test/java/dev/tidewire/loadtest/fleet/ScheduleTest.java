package dev.tidewire.loadtest.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void spreadsMessagesEvenly() {
    Schedule schedule = new Schedule(500, 1);
    assertThat(LongStream.range(0, 3).map(schedule::due))
        .containsExactly(0L, 2_000_000L, 4_000_000L);
    assertThat(schedule.due(500)).isEqualTo(1_000_000_000L);
  }

  @Test
  void givesABurstTheMomentOfItsFirstAndKeepsTheRate() {
    Schedule schedule = new Schedule(500, 50);
    assertThat(schedule.due(49)).isZero();
    assertThat(schedule.due(50)).isEqualTo(100_000_000L);
    assertThat(schedule.due(99)).isEqualTo(100_000_000L);
    assertThat(schedule.due(500)).isEqualTo(1_000_000_000L);
  }
}
