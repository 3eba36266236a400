package dev.tidewire.loadtest.measure;

import static dev.tidewire.loadtest.measure.Sequences.Arrival.DUPLICATE;
import static dev.tidewire.loadtest.measure.Sequences.Arrival.NEW;
import static dev.tidewire.loadtest.measure.Sequences.Arrival.REORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static final Sequences.Outcome ALL_OWED = (from, to) -> Math.max(0, to - from);

  private final Sequences sequences = new Sequences(2);

  @Test
  void missesNothingOfWhatCameInOrder() {
    for (int i = 0; i < 100; i++) {
      assertThat(sequences.arrived(0, i)).isEqualTo(NEW);
    }
    assertThat(sequences.missing(0, 100, ALL_OWED)).isZero();
    assertThat(sequences.isComplete(0, 100)).isTrue();
  }

  @Test
  void missesWhatWasSkippedAndWhatNeverCameAtTheEnd() {
    sequences.arrived(0, 0);
    sequences.arrived(0, 3);

    assertThat(sequences.missing(0, 10, ALL_OWED)).isEqualTo(2 + 6);
    assertThat(sequences.isComplete(0, 4)).isFalse();
  }

  @Test
  void tellsALateMessageFromADuplicate() {
    sequences.arrived(0, 4);

    assertThat(sequences.arrived(0, 2)).isEqualTo(REORDERED);
    assertThat(sequences.arrived(0, 2)).isEqualTo(DUPLICATE);
    assertThat(sequences.arrived(0, 4)).isEqualTo(DUPLICATE);
    assertThat(sequences.missing(0, 5, ALL_OWED)).isEqualTo(3);
  }

  @Test
  void keepsSlotsApart() {
    sequences.arrived(0, 0);

    assertThat(sequences.missing(0, 1, ALL_OWED)).isZero();
    assertThat(sequences.missing(1, 1, ALL_OWED)).isEqualTo(1);
  }

  @Test
  void doesNotMissWhatNobodyIsOwed() {
    sequences.arrived(0, 0);
    sequences.arrived(0, 3);
    Sequences.Outcome twoIsExcused =
        (from, to) -> Math.max(0, to - from) - (from <= 2 && 2 < to ? 1 : 0);

    assertThat(sequences.missing(0, 4, twoIsExcused)).isEqualTo(1);
  }

  @Test
  void agreesWithASimpleSetInAnyOrder() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Sequences tested = new Sequences(1);
      BitSet seen = new BitSet();
      for (int i = 0; i < 60; i++) {
        int number = random.nextInt(40);
        boolean isDuplicate = tested.arrived(0, number) == DUPLICATE;
        assertThat(isDuplicate).as("seed %d, message %d", seed, number).isEqualTo(seen.get(number));
        seen.set(number);
      }
      assertThat(tested.missing(0, 40, ALL_OWED)).isEqualTo(40 - seen.cardinality());
    }
  }
}
