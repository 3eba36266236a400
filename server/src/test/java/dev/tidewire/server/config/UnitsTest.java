package dev.tidewire.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {
  @ParameterizedTest
  @CsvSource({"1B, 1", "64KiB, 65536", "1MiB, 1048576", "2GiB, 2147483648", "0B, 0"})
  void readsSizes(String text, long bytes) {
    assertThat(Units.size(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"250ms, 250", "10s, 10000", "5m, 300000", "24h, 86400000", "2d, 172800000"})
  void readsDurations(String text, long millis) {
    assertThat(Units.duration(text).toMillis()).isEqualTo(millis);
    assertThat(Units.duration(Units.text(Units.duration(text)))).isEqualTo(Units.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "KiB", "1kib", "1.5MiB", "-1KiB", "1 KiB", "999999999999999GiB"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Units.size(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsTheNearestName() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.to("hearbeat", List.of("heartbeat", "host"))).contains("heartbeat");
    assertThat(Nearest.to("max_connections", List.of("max-connections")))
        .contains("max-connections");
    assertThat(Nearest.to("colour", List.of("port", "host"))).isEmpty();
  }
}
