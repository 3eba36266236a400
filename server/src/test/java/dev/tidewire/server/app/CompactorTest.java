package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompactorTest {
  private long opened;
  private long open;
  private int collections;
  private final Compactor compactor = new Compactor(() -> opened, () -> open, () -> collections++);

  @Test
  void collectsOnceAfterACrowd() {
    come(1000);
    assertThat(collections).isZero();

    come(1000);
    come(300);
    assertThat(collections).isZero();

    come(100);
    assertThat(collections).isEqualTo(1);

    come(0);
    come(0);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void doesNotCollectForFew() {
    come(499);
    come(0);
    assertThat(collections).isZero();

    come(1);
    come(0);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void doesNotCollectForASmallPartOfThoseWhoAreThere() {
    come(10_000);
    come(0);
    assertThat(collections).isEqualTo(1);

    come(3000);
    come(0);
    assertThat(collections).isEqualTo(1);

    come(400);
    come(0);
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void collectsWhatASteadyStreamHasLeft() {
    for (int i = 0; i < 100; i++) {
      come(60);
      leave(60);
    }
    assertThat(collections).isBetween(5, 10);
  }

  private void come(int count) {
    opened += count;
    open += count;
    compactor.look();
  }

  private void leave(int count) {
    open -= count;
  }
}
