package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompactorTest {
  private long opened;
  private long open;
  private int collections;
  private boolean keepsMore;
  private int givenBack;
  private final Compactor compactor =
      new Compactor(
          () -> opened,
          () -> open,
          new Heap() {
            @Override
            public void keepMore() {
              keepsMore = true;
            }

            @Override
            public void compact() {
              collections++;
            }

            @Override
            public void giveBack() {
              keepsMore = false;
              givenBack++;
            }
          });

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

  @Test
  void keepsWhatACrowdNeededUntilItHasBeenQuietForTenLooks() {
    come(400);
    assertThat(keepsMore).isFalse();

    come(100);
    assertThat(keepsMore).isTrue();

    come(0);
    assertThat(collections).isEqualTo(1);
    for (int i = 0; i < 9; i++) {
      come(0);
      assertThat(keepsMore).isTrue();
    }
    come(0);
    assertThat(keepsMore).isFalse();

    come(0);
    assertThat(givenBack).isEqualTo(1);
  }

  @Test
  void keepsItForTheNextCrowd() {
    for (int i = 0; i < 5; i++) {
      come(1000);
      come(0);
      leave(1000);
      come(0);
      come(0);
    }
    assertThat(collections).isEqualTo(5);
    assertThat(keepsMore).isTrue();
    assertThat(givenBack).isZero();
  }

  @Test
  void givesNothingBackForFew() {
    for (int i = 0; i < 30; i++) {
      come(10);
    }
    assertThat(givenBack).isZero();
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
