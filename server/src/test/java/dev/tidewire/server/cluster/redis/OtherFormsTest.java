package dev.tidewire.server.cluster.redis;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes of a later release may have written for all nodes, and called to them. */
class OtherFormsTest {
  private static final String CLUSTER = "tw:{cluster}";
  private static final String REVOKED = CLUSTER + ":revoked";
  private static final String LATER = "n-9";
  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(30);

  private final Instant until =
      Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
  private final Revocation ofToken = new Revocation.OfToken(new TokenId("t-1"), until);
  private final Revocation ofAnother = new Revocation.OfToken(new TokenId("t-2"), until);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final RedisProcess redis = RedisProcess.start();
  private TestNode node;

  @BeforeEach
  void start() {
    opened.add(redis);
    node = join("n-1");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void doesNotSayThatItHasDoneWhatItDoesNotKnow() {
    send("c", "{\"kind\":\"tomorrow\",\"user\":\"bob\"}");
    send("c", "{\"kind\":\"disconnect\"}");
    send("v", "2");

    assertThat(await(node.cluster.send(disconnect("alice"))))
        .isEqualTo(new Receipt(List.of("n-1"), List.of(), 2));

    assertThat(node.sessions.heard()).contains("alice");
    assertThat(acknowledged("n-1")).isEqualTo(epoch() + " 0");
    assertThat(node.unreadable("command")).isEqualTo(3);
    assertThat(node.metric("tidewire_commands_applied_total{kind=\"disconnect\"}")).isEqualTo(1);
    assertThat(node.cluster.isCurrent()).isTrue();
  }

  @Test
  void doesNotSayThatItHasDoneWhatFailed() {
    await(node.cluster.send(disconnect("boom")));
    await(node.cluster.send(disconnect("alice")));

    await().atMost(WITHIN_SECONDS).until(() -> node.sessions.heard().contains("alice"));
    assertThat(acknowledged("n-1")).isEqualTo(epoch() + " 0");
  }

  @Test
  void readsWhatWasAppendedToARevocationAndLeavesIt() {
    String value = "0 " + until.toEpochMilli() + " why";
    redis.ask(commands -> commands.hset(REVOKED, "t:t-1", value));

    assertThat(join("n-2").revocations.all()).containsExactly(ofToken);
    await(node.cluster.send(new Command.Revoke(ofToken)));

    assertThat(redis.<String>ask(commands -> commands.hget(REVOKED, "t:t-1"))).isEqualTo(value);
  }

  @Test
  void doesNotReplaceARevocationThatItCannotRead() {
    redis.ask(commands -> commands.hset(REVOKED, "t:t-1", "forever"));

    assertRefused(node.cluster.send(new Command.Revoke(ofToken)), ErrorCode.UNAVAILABLE);
    assertThat(await(node.cluster.send(new Command.Revoke(ofAnother))).missing()).isEmpty();

    assertThat(redis.<String>ask(commands -> commands.hget(REVOKED, "t:t-1"))).isEqualTo("forever");
    assertThat(node.unreadable("revocation")).isEqualTo(1);
  }

  @Test
  void loadsAndRestoresTheOthersWhenARevocationCannotBeRead() {
    redis.ask(commands -> commands.hset(REVOKED, "t:t-1", "forever"));
    redis.ask(commands -> commands.hset(REVOKED, "x", "1 2"));
    redis.ask(commands -> commands.hset(REVOKED, "g:group", "1 2"));
    node.revocations.add(ofToken);
    node.revocations.add(ofAnother);

    await(new SharedRevocations(node.redis(), node.revocations).restore());

    assertThat(node.unreadable("revocation")).isEqualTo(1);
    TestNode fresh = join("n-2");
    assertThat(fresh.revocations.all()).containsExactly(ofAnother);
    assertThat(fresh.unreadable("revocation")).isEqualTo(3);
  }

  @Test
  void understandsACallToWhichWordsWereAppended() {
    joinLater();
    call("done " + LATER + " " + epoch() + " 1 5 more");

    assertThat(await(node.cluster.send(disconnect("alice"))))
        .isEqualTo(new Receipt(List.of("n-1", LATER), List.of(), 7));
  }

  @Test
  void looksForCommandsWhenItDoesNotUnderstandACall() {
    call("tomorrow 1");
    call("done " + LATER + " e");
    call("done " + LATER + " e x y");

    await().atMost(WITHIN_SECONDS).until(() -> node.unreadable("node") == 3);
  }

  @Test
  void readsWhatWasAppendedToAPosition() {
    joinLater();
    redis.ask(commands -> commands.hset(CLUSTER + ":acknowledged", LATER, epoch() + " 1 more"));
    redis.ask(commands -> commands.hset(CLUSTER + ":acknowledged", "n-8", "2:somewhere"));

    assertThat(await(node.cluster.send(disconnect("alice"))).applied())
        .containsExactly("n-1", LATER);
    assertThat(node.unreadable("node")).isEqualTo(1);
  }

  @Test
  void listsTheOthersWhenAStatusCannotBeRead() {
    joinLater();
    redis.ask(commands -> commands.hset(CLUSTER + ":statuses", LATER, "<status/>"));

    assertThat(await(node.cluster.nodes())).extracting(NodeStatus::node).containsExactly("n-1");
    assertThat(node.unreadable("node")).isEqualTo(1);
  }

  private TestNode join(String name) {
    TestNode one = TestNode.join(name, redis.url());
    opened.add(one);
    await().atMost(WITHIN_SECONDS).until(one.cluster::isCurrent);
    return one;
  }

  /** Gives a lease to a node of a later release, as which the test speaks. */
  private void joinLater() {
    double end = Instant.now().plus(WITHIN_SECONDS).toEpochMilli();
    redis.ask(commands -> commands.zadd(CLUSTER + ":leases", end, LATER));
  }

  private void send(String field, String command) {
    long number =
        redis.ask(commands -> commands.hincrby(CLUSTER + ":meta", "t", 1)); // the script's own way
    redis.ask(commands ->
        commands.xadd(CLUSTER + ":log", new XAddArgs().id(number + "-0"), field, command));
    call("command " + number);
  }

  private void call(String text) {
    redis.ask(commands -> commands.spublish(CLUSTER, text));
  }

  private String epoch() {
    return redis.ask(commands -> commands.hget(CLUSTER + ":meta", "e"));
  }

  private String acknowledged(String name) {
    return redis.ask(commands -> commands.hget(CLUSTER + ":acknowledged", name));
  }

  private static Command disconnect(String user) {
    return new Command.Disconnect(new UserId(user), null, Command.Return.UNWANTED);
  }
}
