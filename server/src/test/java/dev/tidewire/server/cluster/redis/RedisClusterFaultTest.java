package dev.tidewire.server.cluster.redis;

import static dev.tidewire.server.cluster.redis.Commands.bearerOf;
import static dev.tidewire.server.cluster.redis.Commands.disconnect;
import static dev.tidewire.server.cluster.redis.Commands.revoke;
import static dev.tidewire.server.cluster.redis.Commands.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.support.redis.FaultProxy;
import dev.tidewire.server.support.redis.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that meet in Redis, one of which is cut off from it. */
class RedisClusterFaultTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);

  private RedisProcess redis;
  private FaultProxy between;
  private TestNode near;
  private TestNode far;

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    between = FaultProxy.before(redis.port());
    near = TestNode.join("near", redis.url());
    far = TestNode.join("far", "redis://127.0.0.1:" + between.port());
    awaitCurrent(near);
    awaitCurrent(far);
  }

  @AfterEach
  void stop() {
    near.close();
    far.close();
    between.close();
    redis.close();
  }

  private static void awaitCurrent(TestNode node) {
    await().atMost(WITHIN_SECONDS).until(node.cluster::isCurrent);
  }

  private List<String> nodes() {
    return near
        .cluster
        .nodes()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join()
        .stream()
        .map(NodeStatus::node)
        .toList();
  }

  private void cutOffUntilItIsGone() {
    between.cutOff();
    await().atMost(WITHIN_SECONDS).until(() -> nodes().equals(List.of("near")));
  }

  @Test
  void isNamedAsSoonAsItIsCurrent() {
    assertThat(send(near, disconnect("alice")))
        .isEqualTo(new Receipt(List.of("far", "near"), List.of(), 4));
  }

  @Test
  void isNotCurrentUntilItKnowsWhatWasRevokedMeanwhile() {
    between.cutOff();
    assertThat(send(near, revoke("t-1")).missing()).containsExactly("far");
    await().atMost(WITHIN_SECONDS).until(() -> !far.cluster.isCurrent());
    assertThat(far.revocations.cover(bearerOf("t-1"))).isFalse();

    between.restore();
    awaitCurrent(far);

    assertThat(far.revocations.cover(bearerOf("t-1"))).isTrue();
    assertThat(far.sessions.heard()).containsOnlyOnce("revoke").doesNotContain("reconnectAll");
  }

  @Test
  void isGoneWhenItStoodStillAndComesBack() {
    cutOffUntilItIsGone();
    assertThat(send(near, disconnect("alice")))
        .isEqualTo(new Receipt(List.of("near"), List.of(), 2));

    between.restore();
    awaitCurrent(far);

    assertThat(far.sessions.heard()).contains("alice");
    assertThat(nodes()).containsExactly("far", "near");
    assertThat(send(near, disconnect("bob")).applied()).containsExactly("far", "near");
  }

  @Test
  void catchesUpAsFarAsTheLogReachesBack() {
    cutOffUntilItIsGone();
    for (int i = 1; i <= TestNode.MAX_COMMANDS; i++) {
      send(near, disconnect("user-" + i));
    }

    between.restore();
    awaitCurrent(far);

    assertThat(far.sessions.heard()).contains("user-1", "user-5").doesNotContain("reconnectAll");
    assertThat(far.metric("tidewire_commands_resyncs_total{reason=\"trimmed\"}")).isZero();
  }

  @Test
  void findsACommandWhoseWordWasLost() {
    between.silenceListeners();

    assertThat(send(near, disconnect("alice")).applied()).containsExactly("far", "near");
  }
}
