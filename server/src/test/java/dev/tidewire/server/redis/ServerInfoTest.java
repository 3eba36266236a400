package dev.tidewire.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.redis.RedisAddress.Kind;
import org.junit.jupiter.api.Test;

final class ServerInfoTest {
  private static final String RUN_ID = "2b1c73c0b0eebcf72aaca39c97bcbc5c9729cd1f";

  private static ServerInfo info(String version, String mode) {
    return ServerInfo.parse(
        "# Server\r\nredis_version:%s\r\n%s\r\nrun_id:%s\r\n# Replication\r\nrole:master\r\n"
            .formatted(version, mode, RUN_ID));
  }

  @Test
  void readsWhatRedisSaysOfItself() {
    ServerInfo alone = info("7.0.15", "redis_mode:standalone");
    assertThat(alone).isEqualTo(new ServerInfo(RUN_ID, "7.0.15", false, true));
    assertThatCode(() -> alone.check(Kind.STANDALONE)).doesNotThrowAnyException();
    assertThatCode(() -> info("7.0.15", "redis_mode:cluster").check(Kind.CLUSTER))
        .doesNotThrowAnyException();
  }

  @Test
  void readsWhatValkeyCallsByAnotherName() {
    String valkey = "server_name:valkey\r\nvalkey_version:8.0.1\r\nserver_mode:";
    assertThatCode(() -> info("7.2.4", valkey + "cluster").check(Kind.CLUSTER))
        .doesNotThrowAnyException();
    assertThatCode(() -> info("7.2.4", valkey + "standalone").check(Kind.STANDALONE))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAClusterThatIsNotWrittenAsOneAndTheOtherWayRound() {
    assertThatThrownBy(() -> info("7.0.15", "redis_mode:cluster").check(Kind.STANDALONE))
        .hasMessageContaining("it is part of a cluster");
    assertThatThrownBy(() -> info("7.2.4", "server_mode:standalone").check(Kind.CLUSTER))
        .hasMessageContaining("it is no part of a cluster");
  }

  @Test
  void refusesAServerThatIsTooOld() {
    assertThatThrownBy(() -> info("6.2.14", "redis_mode:standalone").check(Kind.STANDALONE))
        .hasMessageContaining("it is version 6.2.14, and 7.0 is the oldest that will do");
  }
}
