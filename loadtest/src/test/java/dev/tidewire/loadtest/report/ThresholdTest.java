package dev.tidewire.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdTest {
  @ParameterizedTest
  @CsvSource({
    "delivery.p99<50ms, 50",
    "delivery.p99 <= 1.5s, 1500",
    "cpu.per.delivery<6us, 0.006",
    "memory.per.connection<8KiB, 8192",
    "delivered>=99.9%, 0.999",
    "generator.stolen<=10%, 0.1",
    "loss==0, 0"
  })
  void readsBoundsInAnyUnit(String text, double bound) {
    assertThat(Threshold.parse(text).bound()).isCloseTo(bound, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "delivery.p98<50ms, There is no figure",
    "losses==0, There is no figure",
    "delivery.p99=50ms, looks like",
    "delivery.p99<50minutes, is no unit",
    "delivery.p99, looks like"
  })
  void refusesWhatItDoesNotKnowWithASentence(String text, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.parse(text))
        .withMessageContaining(sentence);
  }

  @Test
  void comparesStrictlyOrNotAsWritten() {
    assertThat(Threshold.parse("loss<5").comparison().holds(5, 5)).isFalse();
    assertThat(Threshold.parse("loss<=5").comparison().holds(5, 5)).isTrue();
    assertThat(Threshold.parse("loss>5").comparison().holds(5, 5)).isFalse();
    assertThat(Threshold.parse("loss>=5").comparison().holds(5, 5)).isTrue();
    assertThat(Threshold.parse("loss==5").comparison().holds(5, 5)).isTrue();
    assertThat(Threshold.parse("loss==5").comparison().holds(6, 5)).isFalse();
  }
}
