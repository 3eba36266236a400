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
  void collectsOnceWhenACrowdHasArrived() {
    come(1000);
    come(1000);
    come(300);
    quiet(Compactor.ARRIVED - 1);
    assertThat(collections).isZero();

    quiet(1);
    assertThat(collections).isEqualTo(1);

    quiet(100);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void doesNotWaitForAFewStragglers() {
    come(1000);
    for (int i = 0; i < Compactor.ARRIVED; i++) {
      come(100);
    }
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void waitsForMany() {
    come(1000);
    quiet(Compactor.ARRIVED - 1);
    come(112);
    quiet(Compactor.ARRIVED - 1);
    assertThat(collections).isZero();

    quiet(1);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void doesNotCollectForFew() {
    come(499);
    quiet(2 * Compactor.ARRIVED);
    assertThat(collections).isZero();

    come(1);
    quiet(Compactor.ARRIVED);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void doesNotCollectForASmallPartOfThoseWhoAreThere() {
    come(10_000);
    quiet(Compactor.ARRIVED);
    assertThat(collections).isEqualTo(1);

    come(2000);
    quiet(Compactor.ARRIVED);
    assertThat(collections).isEqualTo(1);

    come(2000);
    quiet(Compactor.ARRIVED);
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void doesNotCollectWhileACrowdKeepsComing() {
    for (int i = 0; i < 100; i++) {
      come(500);
      leave(500);
    }
    assertThat(collections).isZero();

    quiet(Compactor.ARRIVED);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void collectsWhileOneLessThanThatKeepsComing() {
    for (int i = 0; i < 100; i++) {
      come(499);
      leave(499);
    }
    assertThat(collections).isBetween(5, 10);
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
    quiet(Compactor.ARRIVED);
    assertThat(collections).isEqualTo(1);

    quiet(Compactor.QUIET - 1);
    assertThat(keepsMore).isTrue();

    quiet(1);
    assertThat(keepsMore).isFalse();

    quiet(100);
    assertThat(givenBack).isEqualTo(1);
  }

  @Test
  void collectsOnceForACrowdThatComesInPieces() {
    for (int i = 0; i < 5; i++) {
      come(1000);
      leave(1000);
      quiet(Compactor.ARRIVED - 1);
    }
    assertThat(collections).isZero();

    quiet(1);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void keepsTheMemoryForTheNextCrowd() {
    for (int i = 0; i < 5; i++) {
      come(1000);
      leave(1000);
      quiet(Compactor.ARRIVED + Compactor.QUIET - 1);
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

  private void quiet(int looks) {
    for (int i = 0; i < looks; i++) {
      come(0);
    }
  }

  private void leave(int count) {
    open -= count;
  }
}
