package dev.tidewire.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.redis.RedisAddress.Credentials;
import dev.tidewire.server.redis.RedisAddress.Host;
import dev.tidewire.server.redis.RedisAddress.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  @Test
  void readsASingleServer() {
    assertThat(RedisAddress.parse("redis://cache"))
        .isEqualTo(
            new RedisAddress(
                Kind.STANDALONE, false, List.of(new Host("cache", 6379)), Optional.empty(), 0, ""));
    assertThat(RedisAddress.parse("rediss://tide:p%40ss@cache:1/15"))
        .isEqualTo(
            new RedisAddress(
                Kind.STANDALONE,
                true,
                List.of(new Host("cache", 1)),
                Optional.of(new Credentials("tide", "p@ss")),
                15,
                ""));
  }

  @Test
  void readsSentinelsAndClusters() {
    assertThat(RedisAddress.parse("redis-sentinel://:secret+1@a,b:2/3#lead"))
        .isEqualTo(
            new RedisAddress(
                Kind.SENTINEL,
                false,
                List.of(new Host("a", 26379), new Host("b", 2)),
                Optional.of(new Credentials("", "secret+1")),
                3,
                "lead"));
    assertThat(RedisAddress.parse("rediss-cluster://[::1]:7000,b"))
        .isEqualTo(
            new RedisAddress(
                Kind.CLUSTER,
                true,
                List.of(new Host("::1", 7000), new Host("b", 6379)),
                Optional.empty(),
                0,
                ""));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://user:secret@h:1/2, redis://h:1/2",
    "rediss://h, rediss://h:6379",
    "'redis-sentinel://x:y@a,b#n', 'redis-sentinel://a:26379,b:26379#n'",
    "'redis-cluster://[::1]:7', 'redis-cluster://[::1]:7'"
  })
  void showsItselfWithoutSecrets(String text, String shown) {
    assertThat(RedisAddress.parse(text)).hasToString(shown);
    assertThat(RedisAddress.parse(text).credentials().toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cache:6379",
        "http://cache",
        "redis://",
        "redis://cache:0",
        "redis://cache:65536",
        "redis://cache/x",
        "redis://cache/65536",
        "redis://a,b",
        "redis://a b",
        "redis://cache#lead",
        "redis-sentinel://cache",
        "redis-cluster://cache/1",
        "redis-cluster://cache#lead",
        "redis-cluster://a,,b"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> RedisAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesNoSecretWhenItRefuses() {
    assertThatThrownBy(() -> RedisAddress.parse("redis://me:secret@a,b"))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> RedisAddress.parse("redis://me:sec/ret@a"))
        .hasMessageNotContaining("ret");
  }
}
