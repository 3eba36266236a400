package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlushPacerTest {
  private static final long NOW = -3_000_000;

  private final FlushPacer pacer = FlushPacer.of(Pace.GATHERED, NOW);

  @Test
  void holdsUpNothingAtFirst() {
    assertThat(pacer.delay(NOW)).isZero();
  }

  @Test
  void waitsTenTimesWhatTheLastFlushTookFromItsStart() {
    pacer.flushed(NOW, 300_000);
    assertThat(pacer.delay(NOW + 300_000)).isEqualTo(2_700_000);
    assertThat(pacer.delay(NOW + 2_999_999)).isEqualTo(1);
    assertThat(pacer.delay(NOW + 3_000_000)).isZero();
    assertThat(pacer.delay(NOW + 9_000_000)).isZero();
  }

  @Test
  void waitsNeverLongerThanFiveMilliseconds() {
    pacer.flushed(NOW, 900_000);
    assertThat(pacer.delay(NOW)).isEqualTo(5_000_000);
    pacer.flushed(NOW, 80_000_000);
    assertThat(pacer.delay(NOW + 80_000_000)).isZero();
  }

  @Test
  void isNeverHeldUpWhenPrompt() {
    FlushPacer prompt = FlushPacer.of(Pace.PROMPT, NOW);
    assertThat(prompt.delay(NOW)).isZero();
    prompt.flushed(NOW, 900_000);
    assertThat(prompt.delay(NOW)).isZero();
  }
}
