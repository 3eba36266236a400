package dev.tidewire.loadtest.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  @Test
  void givesEveryPublisherExactlyOneLaneWhenTheyAreMoreThanTheChannels() {
    for (int channels = 1; channels <= 6; channels++) {
      for (int publishers = channels; publishers <= 20; publishers++) {
        Lanes lanes = new Lanes(channels, publishers);
        List<Integer> all = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
          assertThat(lanes.lanesOf(channel)).isBetween(1, lanes.perChannel());
          for (int lane = 0; lane < lanes.lanesOf(channel); lane++) {
            all.add(lanes.publisher(channel, lane));
          }
        }
        assertThat(all)
            .as("%d channels, %d publishers", channels, publishers)
            .containsExactlyInAnyOrderElementsOf(IntStream.range(0, publishers).boxed().toList());
      }
    }
  }

  @Test
  void givesEveryChannelOnePublisherWhenTheyAreFewer() {
    Lanes lanes = new Lanes(5, 2);

    assertThat(lanes.perChannel()).isEqualTo(1);
    assertThat(IntStream.range(0, 5).map(channel -> lanes.publisher(channel, 0)))
        .containsExactly(0, 1, 0, 1, 0);
  }

  @Test
  void owesNobodyWhatWasRefused() {
    Ledger ledger = new Ledger(new Lanes(2, 2));
    for (int i = 0; i < 10; i++) {
      ledger.next(1, 0);
    }
    ledger.notOwed(1, 0, 3);
    ledger.notOwed(1, 0, 9);

    assertThat(ledger.owed(1, 0)).isEqualTo(8);
    assertThat(ledger.owed(0, 0)).isZero();
    assertThat(ledger.outcome(1, 0).owed(3, 4)).isZero();
    assertThat(ledger.outcome(1, 0).owed(4, 9)).isEqualTo(5);
  }
}
