package dev.tidewire.server.presence.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisPresenceOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void hasDefaultsThatAreAllowed() {
    RedisPresenceOptions options = RedisPresenceOptions.defaults();

    assertThat(options.lease()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
    assertThat(options.window()).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void refusesABatchOrAPageForNobody() {
    new RedisPresenceOptions(SECOND, SECOND, 1, 1, 1, 1, SECOND, SECOND);
    assertThatThrownBy(() -> new RedisPresenceOptions(SECOND, SECOND, 0, 1, 1, 1, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RedisPresenceOptions(SECOND, SECOND, 1, 1, 1, 0, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTimesThatMakeNoSense() {
    assertThatThrownBy(
            () -> new RedisPresenceOptions(Duration.ZERO, SECOND, 1, 1, 1, 1, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new RedisPresenceOptions(SECOND, Duration.ofMillis(-1), 1, 1, 1, 1, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new RedisPresenceOptions(SECOND, SECOND, 1, 1, 1, 1, SECOND, Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
