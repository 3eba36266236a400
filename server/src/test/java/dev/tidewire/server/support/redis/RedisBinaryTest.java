package dev.tidewire.server.support.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisBinaryTest {
  @TempDir Path folder;

  @Test
  void prefersRedisOnThePathAndTakesValkeyWithoutIt() throws IOException {
    Path valkey = executable("valkey-server");
    assertThat(RedisBinary.find(path())).isEqualTo(valkey);
    Path redis = executable("redis-server");
    assertThat(RedisBinary.find(path())).isEqualTo(redis);
  }

  @Test
  void bringsItsOwnWhenNothingIsOnThePath() {
    Path binary = RedisBinary.find(path());
    assertThat(binary).isExecutable();
    assertThat(binary.getFileName().toString()).startsWith("redis-server-7.0.15-");
  }

  @Test
  void takesTheOneThatIsNamed() throws IOException {
    Path redis = executable("redis-server");
    Path valkey = executable("valkey-server");
    assertThat(RedisBinary.find(choice("valkey-server"))).isEqualTo(valkey);
    assertThat(RedisBinary.find(choice(redis.toString()))).isEqualTo(redis);
    assertThat(RedisBinary.find(choice("bundled")).getFileName().toString())
        .startsWith("redis-server-7.0.15-");
  }

  @Test
  void doesNotFallBackWhenTheOneThatIsNamedIsMissing() throws IOException {
    executable("redis-server");
    assertThatThrownBy(() -> RedisBinary.find(choice("valkey-server")))
        .hasMessage("TIDEWIRE_TEST_REDIS_BINARY names no executable: valkey-server");
  }

  private Map<String, String> path() {
    return Map.of("PATH", folder.toString());
  }

  private Map<String, String> choice(String choice) {
    return Map.of("PATH", folder.toString(), "TIDEWIRE_TEST_REDIS_BINARY", choice);
  }

  private Path executable(String name) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
