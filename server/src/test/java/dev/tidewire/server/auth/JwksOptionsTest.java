package dev.tidewire.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JwksOptionsTest {
  private final JwksOptions options = JwksOptions.defaults(URI.create("https://idp.example/keys"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=600|600",
        "public, max-age=600, must-revalidate|600",
        "MAX-AGE=\"600\"|600",
        "max-age=60|60",
        "max-age=59|60",
        "max-age=0|60",
        "max-age=3600|3600",
        "max-age=3601|3600",
        "max-age=999999999|3600",
        "no-store, max-age=600|60",
        "no-cache|60",
        "s-maxage=600|300",
        "max-age=|300",
        "max-age=-1|300",
        "private|300",
      })
  void fetchesAgainWhenTheAnswerSaysSoWithinTheBounds(String cacheControl, long seconds) {
    assertThat(options.age(Optional.of(cacheControl))).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void fetchesAgainAfterTheUsualTimeWhenTheAnswerSaysNothing() {
    assertThat(options.age(Optional.empty())).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "1000000, 60"})
  void triesAgainLaterAfterEachFailure(int failures, long seconds) {
    assertThat(options.retry(failures)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
