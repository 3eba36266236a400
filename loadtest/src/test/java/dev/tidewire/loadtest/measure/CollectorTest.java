package dev.tidewire.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CollectorTest {
  private final Collector collector = new Collector();

  @Test
  void seesWhatATurnHasCountedTogetherOrNotAtAll() {
    Tally tally = collector.newTally();
    tally.add(Counter.BYTES, 100);
    assertThat(collector.counts().get(Counter.BYTES)).isZero();

    tally.count(Counter.DELIVERIES);
    tally.publish();

    assertThat(collector.counts().get(Counter.BYTES)).isEqualTo(100);
    assertThat(collector.counts().get(Counter.DELIVERIES)).isEqualTo(1);
  }

  @Test
  void addsUpWhatTheLoopsHaveCounted() {
    for (int i = 1; i <= 3; i++) {
      Tally tally = collector.newTally();
      tally.add(Counter.BYTES, i);
      tally.publish();
    }

    assertThat(collector.counts().get(Counter.BYTES)).isEqualTo(6);
  }
}
