package dev.tidewire.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainPlanTest {
  private static final DrainPlan PLAN =
      DrainPlan.toOtherNodes(Duration.ofSeconds(30), Duration.ofSeconds(5));

  @Test
  void leavesTimeForMovingOverAndForTheLastCloseHandshake() {
    assertThat(PLAN)
        .isEqualTo(
            new DrainPlan(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(30)));
  }

  @Test
  void shortensTheHandshakesWhenThereIsLittleTime() {
    assertThat(DrainPlan.toOtherNodes(Duration.ofSeconds(4), Duration.ofSeconds(5)))
        .isEqualTo(
            new DrainPlan(Duration.ofMillis(2400), Duration.ofMillis(600), Duration.ofSeconds(4)));
  }

  @Test
  void tellsNobodyWhenThereIsNoTime() {
    assertThat(DrainPlan.toOtherNodes(Duration.ZERO, Duration.ofSeconds(5)))
        .isEqualTo(DrainPlan.atOnce(Duration.ZERO));
    assertThat(DrainPlan.atOnce(Duration.ofSeconds(1)).tellsClients()).isFalse();
  }

  @Test
  void spreadsTheMomentsEvenly() {
    assertThat(PLAN.momentOf(0, 4)).isEqualTo(Duration.ofSeconds(5));
    assertThat(PLAN.momentOf(3, 4)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void closesNobodyBeforeItsPatienceIsUsedUp() {
    for (int client = 0; client < 4; client++) {
      Duration due = PLAN.momentOf(client, 4).plus(PLAN.patience());
      assertThat(PLAN.overdue(due.minusMillis(1), 4)).isEqualTo(client);
      assertThat(PLAN.overdue(due, 4)).isEqualTo(client + 1);
    }
    assertThat(PLAN.overdue(Duration.ofHours(1), 4)).isEqualTo(4);
  }

  @Test
  void countsAMillionClientsOverAnHourWithoutOverflow() {
    DrainPlan slow = DrainPlan.toOtherNodes(Duration.ofHours(1), Duration.ofSeconds(5));

    assertThat(slow.overdue(slow.spread().dividedBy(2).plus(slow.patience()), 10_000_000))
        .isEqualTo(5_000_000);
    assertThat(slow.momentOf(9_999_999, 10_000_000)).isEqualTo(slow.spread());
  }

  @Test
  void refusesToCutBeforeItCloses() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new DrainPlan(second, second, second))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
