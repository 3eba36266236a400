package dev.tidewire.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.session.RequestRate.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestRateTest {
  private static final int PER_SECOND = 10;
  private static final int BURST = 3;

  private final RequestRate rate = new RequestRate(PER_SECOND, BURST, 0);

  @Test
  void allowsABurstAndRefusesOneMore() {
    takeAll(BURST, 0, Verdict.ALLOWED);

    assertThat(rate.take(0)).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void allowsTheLongRunRateForEver() {
    takeAll(BURST, 0, Verdict.ALLOWED);
    for (int i = 1; i <= 1000; i++) {
      assertThat(rate.take(millis(100L * i))).isEqualTo(Verdict.ALLOWED);
    }
  }

  @Test
  void savesUpNoMoreThanABurst() {
    takeAll(BURST, TimeUnit.HOURS.toNanos(1), Verdict.ALLOWED);

    assertThat(rate.take(TimeUnit.HOURS.toNanos(1))).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void callsItAFloodWhenRefusalsDoNotHelp() {
    takeAll(BURST, 0, Verdict.ALLOWED);
    takeAll(BURST, 0, Verdict.REFUSED);

    assertThat(rate.take(0)).isEqualTo(Verdict.FLOOD);
  }

  @Test
  void forgivesOneWhoSlowsDown() {
    takeAll(BURST, 0, Verdict.ALLOWED);
    takeAll(BURST, 0, Verdict.REFUSED);

    assertThat(rate.take(millis(100))).isEqualTo(Verdict.ALLOWED);
  }

  private void takeAll(int times, long now, Verdict expected) {
    for (int i = 0; i < times; i++) {
      assertThat(rate.take(now)).isEqualTo(expected);
    }
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
