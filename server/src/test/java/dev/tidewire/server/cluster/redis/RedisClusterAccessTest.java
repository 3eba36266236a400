package dev.tidewire.server.cluster.redis;

import static dev.tidewire.server.cluster.redis.Commands.bearerOf;
import static dev.tidewire.server.cluster.redis.Commands.revoke;
import static dev.tidewire.server.cluster.redis.Commands.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.support.redis.RedisProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes need no rights in Redis but those that the documentation names. */
class RedisClusterAccessTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);

  /** What docs/operations.md asks of an operator, as far as the cluster needs it. */
  private static final String USER =
      "user tide on >word ~tw:* &tw:* -@all +info +ping +spublish +ssubscribe +sunsubscribe"
          + " +evalsha +script|load +client +hello"
          + " +time +del +hget +hset +hmget +hdel +hlen +hexists +hgetall +hscan"
          + " +xadd +xrange +zadd +zrem +zcount +zrangebyscore";

  @Test
  void worksAsAUserWithTheRightsThatTheDocumentationNames() {
    try (RedisProcess server = RedisProcess.start(USER)) {
      String url = "redis://tide:word@127.0.0.1:" + server.port();
      try (TestNode one = current("one", url);
          TestNode other = current("other", url)) {
        assertThat(send(one, revoke("t-1")).applied()).containsExactly("one", "other");
        other.crash();
        await().atMost(WITHIN_SECONDS).until(() -> statuses(server) == 1);

        server.kill();
        await().atMost(WITHIN_SECONDS).until(() -> !one.cluster.isCurrent());
        server.startAgainEmpty(); // so that what is revoked is given back
        await().atMost(WITHIN_SECONDS).until(one.cluster::isCurrent);
        try (TestNode third = current("third", url)) {
          assertThat(third.revocations.cover(bearerOf("t-1"))).isTrue();
        }
      }
    }
  }

  private static TestNode current(String name, String url) {
    TestNode node = TestNode.join(name, url);
    await().atMost(WITHIN_SECONDS).until(node.cluster::isCurrent);
    return node;
  }

  private static long statuses(RedisProcess server) {
    return server.ask(commands -> commands.hlen("tw:{cluster}:statuses"));
  }
}
