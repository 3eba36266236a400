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
    pacer.flushed(NOW, 200_000);
    assertThat(pacer.delay(NOW + 200_000)).isEqualTo(1_800_000);
    assertThat(pacer.delay(NOW + 1_999_999)).isEqualTo(1);
    assertThat(pacer.delay(NOW + 2_000_000)).isZero();
    assertThat(pacer.delay(NOW + 9_000_000)).isZero();
  }

  @Test
  void waitsThreeMillisecondsWhenBusy() {
    pacer.flushed(NOW, 301_000);
    assertThat(pacer.delay(NOW)).isEqualTo(3_000_000);
    pacer.flushed(NOW, 1_000_000);
    assertThat(pacer.delay(NOW)).isEqualTo(3_000_000);
  }

  @Test
  void waitsThreeTimesWhatAFlushTookOnceThatIsLonger() {
    pacer.flushed(NOW, 1_200_000);
    assertThat(pacer.delay(NOW)).isEqualTo(3_600_000);
  }

  @Test
  void waitsNeverLongerThanFiveMilliseconds() {
    pacer.flushed(NOW, 1_700_000);
    assertThat(pacer.delay(NOW)).isEqualTo(5_000_000);
    pacer.flushed(NOW, 80_000_000);
    assertThat(pacer.delay(NOW)).isEqualTo(5_000_000);
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
