package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static dev.tidewire.server.presence.redis.RoomTool.member;
import static dev.tidewire.server.presence.redis.RoomTool.sessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.support.redis.FaultProxy;
import dev.tidewire.server.support.redis.RedisProcess;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes and a Redis that is stopped, killed, filled, flushed, taken back in time or cut off.
 */
class RedisPresenceFaultTest {
  private static final UnusedChannels CHANNELS = new UnusedChannels();

  /** The lease outlasts a short outage, and nobody is missed before everybody is connected. */
  private static final RedisPresenceOptions PATIENT = withLease(Duration.ofSeconds(30));

  private final RoomTool room = new RoomTool(CHANNELS.next());
  private RedisProcess server;
  private FaultProxy proxy;
  private PresenceNode first;
  private PresenceNode second;

  @BeforeEach
  void start() {
    server = RedisProcess.start();
    proxy = FaultProxy.before(server.port());
    first = PresenceNode.on("redis://127.0.0.1:" + proxy.port(), PATIENT);
    second = PresenceNode.on(server.url(), PATIENT);
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    proxy.close();
    server.close();
  }

  @Test
  void catchesUpWithWhatItMissedWhileItsPubSubConnectionWasDead() {
    Onlooker onlooker = room.watch(first);
    room.join(second, "a", "b", "c");
    soon(() -> onlooker.present().size() == 3);
    proxy.silenceListeners();
    room.leave(second, "a");
    room.joinAll(second, sessions("s", 2500));
    room.leave(second, "s00007");

    soon(() -> onlooker.present().size() == 2501);
    assertThat(onlooker.present()).contains("b", "c", "s00000").doesNotContain("a", "s00007");
    assertThat(onlooker.everLeft()).isSubsetOf("a", "s00007");
    assertThat(onlooker.nonsense()).isEmpty();
    assertThat(onlooker.largest()).isLessThanOrEqualTo(PATIENT.batchChanges());
    assertThat(room.page(first, null, 1).count()).isEqualTo(2501);
  }

  @Test
  void losesNobodyWhenPubSubConnectionsAreKilledWhileOthersJoinAndLeave() {
    Onlooker here = room.watch(first);
    Onlooker there = room.watch(second);
    for (int round = 0; round < 5; round++) {
      room.joinAll(first, sessions("f" + round, 50));
      server.ask(commands -> commands.clientKill(KillArgs.Builder.typePubsub()));
      room.joinAll(second, sessions("s" + round, 50));
      room.leave(first, "f%d00001".formatted(round));
      room.leave(second, "s%d00001".formatted(round));
    }

    soon(() -> here.present().size() == 490 && there.present().size() == 490);
    assertThat(here.present()).isEqualTo(there.present());
    assertThat(room.members(first)).containsExactlyElementsOf(here.present());
    assertThat(here.nonsense()).isEmpty();
    assertThat(there.nonsense()).isEmpty();
  }

  @Test
  void answersMembersAfterItsJoinAlsoWhenTheNewsOfItAreLost() {
    room.watch(first);
    proxy.silenceListeners();
    room.join(first, "a");

    assertThat(room.members(first)).containsExactly("a");
  }

  @Test
  void loadsAgainWhenNewsDoNotFollow() {
    Onlooker onlooker = room.watch(first);
    room.join(second, "a");
    soon(() -> onlooker.present().contains("a"));
    server.ask(commands -> commands.hincrby(Keys.of(room.channel()).get(1), "v", 1));
    room.join(second, "b");

    soon(() -> onlooker.present().equals(Set.of("a", "b")));
    assertThat(onlooker.everLeft()).isEmpty();
    assertThat(onlooker.nonsense()).isEmpty();
    assertThat(first.count("loads_total")).isEqualTo(2);
  }

  @Test
  void entersEverybodyAgainAfterRedisCameBackEmpty() {
    Onlooker here = room.watch(first);
    Onlooker there = room.watch(second);
    RoomTool unwatched = new RoomTool(CHANNELS.next());
    unwatched.join(first, "x");
    room.joinAll(first, sessions("f", 700));
    room.joinAll(second, sessions("s", 700));
    server.kill();
    server.startAgainEmpty();

    soon(() -> room.page(first, null, 1).count() == 1400);
    soon(() -> room.page(second, null, 1).count() == 1400);
    soon(() -> unwatched.page(second, null, 1).count() == 1);
    room.leave(first, "f00000");
    soon(() -> here.present().size() == 1399 && there.present().size() == 1399);
    assertThat(here.everLeft()).containsExactly("f00000");
    assertThat(there.everLeft()).containsExactly("f00000");
    assertThat(here.nonsense()).isEmpty();
    assertThat(there.nonsense()).isEmpty();
  }

  @Test
  void showsNobodyOfAnEarlierTimeAfterRedisHasGoneBackInTime() {
    Onlooker onlooker = room.watch(second);
    room.join(first, "stays", "leaves");
    Path snapshot = server.snapshot();
    room.leave(first, "leaves");
    room.join(first, "comes");
    server.kill();
    server.startAgainWith(snapshot);

    soon(() -> room.members(second).equals(List.of("comes", "stays")));
    soon(() -> room.members(first).equals(List.of("comes", "stays")));
    assertThat(onlooker.present()).containsExactly("comes", "stays");
    assertThat(onlooker.everLeft()).containsExactly("leaves");
    assertThat(onlooker.nonsense()).isEmpty();
  }

  @Test
  void entersEverybodyAgainAfterRedisWasFlushed() {
    try (PresenceNode third = PresenceNode.on(server.url());
        PresenceNode fourth = PresenceNode.on(server.url())) {
      Onlooker onlooker = room.watch(fourth);
      room.join(third, "a", "b");
      soon(() -> onlooker.present().size() == 2);
      server.ask(commands -> commands.flushall());

      soon(() -> server.ask(it -> it.zcard(Keys.of(room.channel()).getFirst())) == 2);
      soon(() -> room.members(fourth).equals(List.of("a", "b")));
      room.join(third, "c");
      soon(() -> onlooker.present().equals(Set.of("a", "b", "c")));
      assertThat(onlooker.nonsense()).isEmpty();
    }
  }

  @Test
  void missesNobodyWhenRedisWasStuckForLongerThanALease() {
    first.close(); // nobody's lease outlasts the outage
    second.close();
    RedisPresenceOptions options = withLease(Duration.ofSeconds(6));
    try (PresenceNode third = PresenceNode.on(server.url(), options);
        PresenceNode fourth = PresenceNode.on(server.url(), options)) {
      Onlooker onlooker = room.watch(third);
      room.join(third, "a");
      room.join(fourth, "b");
      soon(() -> onlooker.present().size() == 2);
      // From now on it is known of whoever has no lease that it is dead.
      soon(() -> third.count("lease_renewals_total") >= 6);
      server.pause();
      soon(() -> third.count("leases_lost_total") == 1 && fourth.count("leases_lost_total") == 1);
      CountDownLatch goOn = fourth.pause();
      server.resume();
      soon(() -> third.redis().available());
      double renewals = third.count("lease_renewals_total");
      soon(() -> third.count("lease_renewals_total") >= renewals + 2);
      goOn.countDown();

      soon(() -> room.members(fourth).equals(List.of("a", "b")));
      room.join(fourth, "c");
      soon(() -> onlooker.present().equals(Set.of("a", "b", "c")));
      double later = third.count("lease_renewals_total");
      soon(() -> third.count("lease_renewals_total") >= later + 5); // the old names are dead now
      assertThat(room.members(third)).containsExactly("a", "b", "c");
      assertThat(onlooker.everLeft()).isEmpty();
      assertThat(onlooker.nonsense()).isEmpty();
    }
  }

  @Test
  void missesWhoDiedWhileRedisWasAway() {
    try (PresenceNode third = PresenceNode.on(server.url());
        PresenceNode fourth = PresenceNode.on(server.url())) {
      Onlooker onlooker = room.watch(fourth);
      room.join(third, "dead");
      room.join(fourth, "alive");
      soon(() -> onlooker.present().size() == 2);
      server.stop();
      third.kill();
      server.startAgain();

      soon(() -> onlooker.present().equals(Set.of("alive")));
      assertThat(onlooker.everLeft()).containsExactly("dead");
      assertThat(room.members(fourth)).containsExactly("alive");
    }
  }

  @Test
  void refusesWithoutRedisAndHealsByItself() {
    Onlooker onlooker = room.watch(second);
    room.join(first, "a");
    server.stop();
    soon(() -> !first.redis().available());

    assertRefused(first.presence().join(room.channel(), member("b")), ErrorCode.UNAVAILABLE);
    assertRefused(
        first.presence().leave(room.channel(), new SessionId("a")), ErrorCode.UNAVAILABLE);
    assertRefused(first.presence().members(room.channel(), null, 10), ErrorCode.UNAVAILABLE);
    assertRefused(first.presence().watch(room.channel(), new Onlooker()), ErrorCode.UNAVAILABLE);

    server.startAgain();
    soon(() -> first.redis().available());
    room.watch(first);
    room.join(first, "c");
    soon(() -> onlooker.present().equals(Set.of("c")));
    assertThat(room.members(first)).containsExactly("c");
  }

  @Test
  void startsWithoutRedis() {
    server.stop();
    try (PresenceNode early = PresenceNode.starting(server.url())) {
      assertRefused(early.presence().join(room.channel(), member("a")), ErrorCode.UNAVAILABLE);
      server.startAgain();
      soon(() -> early.redis().available());
      room.join(early, "b");

      assertThat(room.members(early)).containsExactly("b");
    }
  }

  @Test
  void sendsALeaveThatWasLostOnceRedisIsBack() {
    Onlooker onlooker = room.watch(second);
    room.join(first, "a", "b");
    soon(() -> onlooker.present().size() == 2);
    proxy.silenceAll();
    CompletionStage<Void> leaving = first.presence().leave(room.channel(), new SessionId("a"));

    assertRefused(leaving, ErrorCode.UNAVAILABLE);
    soon(() -> onlooker.present().equals(Set.of("b")));
    assertThat(room.members(second)).containsExactly("b");
    assertThat(first.count("leases_lost_total")).isZero();
  }

  @Test
  void leavesNoGhostOfAJoinWhoseAnswerWasLost() {
    Onlooker onlooker = room.watch(second);
    server.pause();
    CompletionStage<Void> joining = first.presence().join(room.channel(), member("ghost"));
    assertRefused(joining, ErrorCode.UNAVAILABLE);
    server.resume();
    soon(() -> first.redis().available() && second.redis().available());
    room.join(first, "last");

    soon(() -> onlooker.present().equals(Set.of("last")));
    assertThat(room.members(second)).containsExactly("last");
  }

  @Test
  void takesLeavesWhenRedisIsFull() {
    Onlooker onlooker = room.watch(second);
    room.join(first, "a", "b");
    server.set("maxmemory", "1");

    assertRefused(first.presence().join(room.channel(), member("c")), ErrorCode.UNAVAILABLE);
    room.leave(first, "a");
    soon(() -> onlooker.present().equals(Set.of("b")));
    assertThat(room.members(second)).containsExactly("b");

    server.set("maxmemory", "0");
    room.join(first, "c");
  }

  @Test
  void givesEveryKeyATimeToLive() {
    room.watch(first);
    room.join(second, "a");
    new RoomTool(CHANNELS.next()).members(first);

    List<String> keys = server.ask(commands -> commands.keys("*"));

    assertThat(keys).hasSize(4);
    assertThat(keys)
        .allSatisfy(key -> {
          long left = server.ask(commands -> commands.pttl(key));
          assertThat(left).isPositive();
        });
  }

  private static RedisPresenceOptions withLease(Duration lease) {
    return new RedisPresenceOptions(
        lease,
        Duration.ofMillis(10),
        500,
        64 * 1024,
        1000,
        256 * 1024,
        Duration.ofSeconds(5),
        Duration.ofMinutes(1));
  }

  private static void soon(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(condition);
  }
}
