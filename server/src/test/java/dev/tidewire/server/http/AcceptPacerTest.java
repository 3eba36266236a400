package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.websocket.Pace;
import org.junit.jupiter.api.Test;

final class AcceptPacerTest {
  private static final long MILLI = 1_000_000;

  private final AcceptPacer pacer = AcceptPacer.of(Pace.GATHERED, -5 * MILLI);

  /** The clock's zero is in the middle of each test. */
  private long now = -5 * MILLI;

  private long accepted(int count) {
    return pacer.accepted(count, now);
  }

  private void becomeACrowd() {
    assertThat(accepted(AcceptPacer.CROWD)).isEqualTo(10 * MILLI);
  }

  @Test
  void takesASocketThatComesAloneAtOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(accepted(1)).isZero();
      now += 2 * MILLI;
    }
  }

  @Test
  void letsSocketsGatherOnceEightHaveComeWithinTenMilliseconds() {
    for (int i = 0; i < 7; i++) {
      assertThat(accepted(1)).as("socket %d", i).isZero();
      now += MILLI;
    }
    now += 3 * MILLI;
    assertThat(accepted(1)).isEqualTo(10 * MILLI);
  }

  @Test
  void doesNotTakeEightInElevenMillisecondsForACrowd() {
    for (int i = 0; i < 7; i++) {
      assertThat(accepted(1)).isZero();
      now += MILLI;
    }
    now += 4 * MILLI;
    assertThat(accepted(1)).isZero();
  }

  @Test
  void goesOnWhileEachWaitBringsEight() {
    becomeACrowd();
    for (int i = 0; i < 50; i++) {
      now += 10 * MILLI;
      assertThat(accepted(8)).isEqualTo(10 * MILLI);
    }
  }

  @Test
  void waitsForThirtyTwoAndNoLonger() {
    becomeACrowd();
    now += 10 * MILLI;
    assertThat(accepted(320)).isEqualTo(MILLI);
    now += MILLI;
    assertThat(accepted(32)).isEqualTo(MILLI);
    now += MILLI;
    assertThat(accepted(16)).isEqualTo(2 * MILLI);
    now += 2 * MILLI;
    assertThat(accepted(8)).isEqualTo(8 * MILLI);
    now += 8 * MILLI;
    assertThat(accepted(16)).isEqualTo(10 * MILLI);
  }

  @Test
  void hardlyWaitsInAStorm() {
    becomeACrowd();
    now += 10 * MILLI;
    assertThat(accepted(4096)).isEqualTo(78_125);
  }

  /** Who comes when the last one was served must not wait ten milliseconds for each turn. */
  @Test
  void letsClientsAloneThatComeOneAfterTheOther() {
    becomeACrowd();
    now += 10 * MILLI;
    assertThat(accepted(7)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(accepted(1)).as("%d ms after", i).isZero();
      now += MILLI;
    }
    assertThat(accepted(8)).isEqualTo(10 * MILLI);
  }

  @Test
  void takesWhatComesAfterALullAtOnce() {
    becomeACrowd();
    now += 10 * MILLI;
    assertThat(accepted(0)).isZero();
    now += 3_600_000 * MILLI;
    assertThat(accepted(1)).isZero();
  }

  @Test
  void neverHoldsUpAPromptPort() {
    AcceptPacer prompt = AcceptPacer.of(Pace.PROMPT, now);
    for (int i = 0; i < 100; i++) {
      assertThat(prompt.accepted(100, now)).isZero();
    }
  }
}
