package dev.tidewire.server.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.support.redis.FaultProxy;
import dev.tidewire.server.support.redis.RedisCluster;
import dev.tidewire.server.support.redis.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes on a real Redis, and what they make of its troubles. */
class RedisBackedClusterTest {
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);

  private final Instant until =
      Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
  private final Revocation ofToken = new Revocation.OfToken(new TokenId("t-1"), until);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final RedisProcess redis = RedisProcess.start();

  @BeforeEach
  void note() {
    opened.add(redis);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private TestNode join(String name) {
    return join(name, redis.url());
  }

  private TestNode join(String name, String url) {
    TestNode node = TestNode.join(name, url);
    opened.add(node);
    await().atMost(WITHIN_SECONDS).until(node.cluster::isCurrent);
    return node;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Command disconnect(String user) {
    return new Command.Disconnect(new UserId(user), null, Command.Return.UNWANTED);
  }

  private static void awaitHeard(TestNode node, String what) {
    await()
        .atMost(WITHIN_SECONDS)
        .untilAsserted(() -> assertThat(node.sessions.heard()).contains(what));
  }

  @Test
  void hasEveryNodeCarryOutACommandAndCountsItsSessions() {
    TestNode one = join("n-1");
    TestNode other = join("n-2");

    assertThat(get(one.cluster.send(disconnect("alice"))))
        .isEqualTo(new Receipt(List.of("n-1", "n-2"), List.of(), 4));

    assertThat(one.sessions.heard()).contains("alice");
    assertThat(other.sessions.heard()).contains("alice");
  }

  @Test
  void worksInAClusterOfRedis() {
    RedisCluster shards = RedisCluster.start();
    opened.add(shards);
    String url = "redis-cluster://127.0.0.1:" + shards.nodes().getFirst().port();
    TestNode one = join("n-1", url);
    TestNode other = join("n-2", url);

    assertThat(get(other.cluster.send(new Command.Revoke(ofToken))).applied())
        .containsExactly("n-1", "n-2");

    assertThat(one.revocations.all()).containsExactly(ofToken);
  }

  @Test
  void knowsWhoIsAlive() {
    TestNode one = join("n-1");
    TestNode other = join("n-2");
    assertThat(get(one.cluster.nodes())).extracting(NodeStatus::node).contains("n-1", "n-2");

    other.cluster.close();

    assertThat(get(one.cluster.nodes())).extracting(NodeStatus::node).containsExactly("n-1");
  }

  @Test
  void forgetsADeadNodeWithItsLease() {
    TestNode one = join("n-1");
    TestNode other = join("n-2");

    other.crash();

    assertThat(get(one.cluster.nodes())).extracting(NodeStatus::node).contains("n-2");
    await()
        .atMost(WITHIN_SECONDS)
        .untilAsserted(() ->
            assertThat(get(one.cluster.nodes()))
                .extracting(NodeStatus::node)
                .containsExactly("n-1"));
  }

  @Test
  void namesTheNodeThatDoesNotAnswer() {
    TestNode one = join("n-1");
    TestNode other = join("n-2");
    other.sessions.hold();

    assertThat(get(one.cluster.send(disconnect("alice"))))
        .isEqualTo(new Receipt(List.of("n-1"), List.of("n-2"), 2));

    assertThat(one.metric("tidewire_commands_missing_total")).isEqualTo(1);
    other.sessions.release();
    awaitHeard(other, "alice");
  }

  @Test
  void goesOnBehindACommandThatFails() {
    TestNode one = join("n-1");

    assertThat(get(one.cluster.send(disconnect("boom"))).missing()).containsExactly("n-1");
    assertThat(get(one.cluster.send(disconnect("alice"))).applied()).containsExactly("n-1");

    assertThat(one.metric("tidewire_commands_failed_total{kind=\"disconnect\"}")).isEqualTo(1);
  }

  @Test
  void loadsWhatIsRevokedBeforeItIsCurrent() {
    TestNode one = join("n-1");
    Revocation ofUser = new Revocation.OfUser(new UserId("alice"), until.minusSeconds(9), until);
    get(one.cluster.send(new Command.Revoke(ofToken)));
    get(one.cluster.send(new Command.Revoke(ofUser)));
    get(one.cluster.send(disconnect("bob")));

    TestNode fresh = join("n-2");

    assertThat(fresh.revocations.all()).containsExactlyInAnyOrder(ofToken, ofUser);
    assertThat(fresh.sessions.heard()).containsExactly("endRevoked");
  }

  @Test
  void carriesOutWhatItMissedBeforeItIsCurrentAgain() throws Exception {
    TestNode one = join("n-1");
    try (FaultProxy wire = FaultProxy.before(redis.port())) {
      TestNode away = join("n-2", "redis://127.0.0.1:" + wire.port());
      get(one.cluster.send(disconnect("alice")));
      wire.silenceAll();

      Receipt receipt = get(one.cluster.send(disconnect("bob")));

      assertThat(receipt.missing()).containsExactly("n-2");
      awaitHeard(away, "bob");
      await().atMost(WITHIN_SECONDS).until(away.cluster::isCurrent);
      assertThat(away.sessions.heard()).containsExactly("endRevoked", "alice", "bob");
    }
  }

  @Test
  void hasClientsConnectAnewWhenTheLogNoLongerReachesBack() throws Exception {
    TestNode one = join("n-1");
    try (FaultProxy wire = FaultProxy.before(redis.port())) {
      TestNode away = join("n-2", "redis://127.0.0.1:" + wire.port());
      get(one.cluster.send(disconnect("alice")));
      awaitHeard(away, "alice");
      wire.silenceAll();
      List<CompletionStage<Receipt>> sent = new ArrayList<>();
      sent.add(one.cluster.send(new Command.Revoke(ofToken)));
      for (int i = 0; i < 2 * TestNode.MAX_COMMANDS; i++) {
        sent.add(one.cluster.send(disconnect("user-" + i)));
      }
      sent.forEach(RedisBackedClusterTest::get);

      awaitHeard(away, "user-9");

      assertThat(away.revocations.all()).containsExactly(ofToken);
      assertThat(away.sessions.heard())
          .containsExactly(
              "endRevoked",
              "alice",
              "endRevoked",
              "reconnectAll",
              "user-5",
              "user-6",
              "user-7",
              "user-8",
              "user-9");
      assertThat(away.metric("tidewire_commands_resyncs_total{reason=\"trimmed\"}")).isEqualTo(1);
    }
  }

  @Test
  void givesRevocationsBackToARedisThatHasLostItsMemory() {
    TestNode one = join("n-1");
    get(one.cluster.send(new Command.Revoke(ofToken)));
    get(one.cluster.send(disconnect("alice")));

    redis.kill();
    redis.startAgainEmpty();

    await()
        .atMost(WITHIN_SECONDS)
        .until(() -> one.metric("tidewire_commands_resyncs_total{reason=\"epoch\"}") == 1);
    await().atMost(WITHIN_SECONDS).until(one.cluster::isCurrent);
    assertThat(join("n-2").revocations.all()).containsExactly(ofToken);
    assertThat(one.sessions.heard()).doesNotContain("reconnectAll");
    assertThat(get(one.cluster.send(disconnect("bob"))).missing()).isEmpty();
    assertThat(one.sessions.heard()).contains("bob");
  }

  @Test
  void missesNothingWhenRedisGoesBackInTime() {
    TestNode one = join("n-1");
    get(one.cluster.send(disconnect("alice")));
    Path snapshot = redis.snapshot();
    get(one.cluster.send(disconnect("bob")));
    get(one.cluster.send(disconnect("carol")));

    redis.kill();
    redis.startAgainWith(snapshot);
    // Numbered like those that Redis has forgotten.
    TestNode other = join("n-2");
    get(other.cluster.send(disconnect("dave")));
    get(other.cluster.send(disconnect("erin")));

    awaitHeard(one, "erin");
    assertThat(one.sessions.heard()).containsSubsequence("alice", "bob", "carol", "dave", "erin");
  }

  @Test
  void isNotCurrentWhileRedisIsAway() {
    TestNode one = join("n-1");

    redis.kill();

    await().atMost(WITHIN_SECONDS).until(() -> !one.cluster.isCurrent());
    redis.startAgainEmpty();
    await().atMost(WITHIN_SECONDS).until(one.cluster::isCurrent);
  }

  @Test
  void joinsARedisThatComesLater() {
    redis.kill();
    TestNode early = TestNode.join("n-1", redis.url());
    opened.add(early);
    assertThat(early.cluster.isCurrent()).isFalse();

    redis.startAgainEmpty();

    await().atMost(WITHIN_SECONDS).until(early.cluster::isCurrent);
  }
}
