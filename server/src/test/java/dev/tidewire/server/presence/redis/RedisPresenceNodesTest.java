package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.broker.Stages.await;
import static dev.tidewire.server.presence.redis.RoomTool.member;
import static dev.tidewire.server.presence.redis.RoomTool.sessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.support.redis.SharedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes on one Redis. */
class RedisPresenceNodesTest {
  private static final UnusedChannels CHANNELS = new UnusedChannels();

  private final RoomTool room = new RoomTool(CHANNELS.next());
  private PresenceNode first;
  private PresenceNode second;
  private PresenceNode third;

  @BeforeEach
  void start() {
    first = PresenceNode.on(SharedRedis.url());
    second = PresenceNode.on(SharedRedis.url());
    third = PresenceNode.on(SharedRedis.url());
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    third.close();
  }

  @Test
  void seesWhoJoinsAndLeavesOnAnotherNode() {
    Onlooker onlooker = room.watch(second);
    room.join(first, "a", "b");
    room.join(third, "c");
    room.leave(first, "a");

    await().until(() -> onlooker.present().equals(Set.of("b", "c")));
    assertThat(room.members(second)).containsExactly("b", "c");
    assertThat(room.members(third)).containsExactly("b", "c");
    assertThat(onlooker.nonsense()).isEmpty();
  }

  @Test
  void knowsWhoWasThereBeforeItWatched() {
    room.join(first, "a", "b");
    Onlooker onlooker = room.watch(second);
    assertThat(room.members(second)).containsExactly("a", "b");
    room.leave(first, "a");

    await().until(() -> onlooker.everLeft().contains("a"));
    assertThat(room.members(second)).containsExactly("b");
  }

  @Test
  void showsAMemberToWhoeverAsksAfterItsJoin() {
    room.watch(first);
    for (String session : sessions("s", 50)) {
      room.join(first, session);

      assertThat(room.members(first)).contains(session);
    }
    assertThat(first.count("reads_total{from=\"store\"}")).isZero();
  }

  @Test
  void takesMembersOfADeadNodeOutOfWatchedChannels() {
    Onlooker here = room.watch(second);
    Onlooker there = room.watch(third);
    room.joinAll(first, sessions("dead", 1200));
    room.join(second, "alive");
    await().until(() -> here.present().size() == 1201 && there.present().size() == 1201);
    first.kill();

    await().until(() -> here.present().size() == 1 && there.present().size() == 1);
    assertThat(room.members(second)).containsExactly("alive");
    assertThat(room.page(third, null, 10).count()).isEqualTo(1);
    assertThat(here.nonsense()).isEmpty();
    assertThat(there.nonsense()).isEmpty();
    assertThat(here.largest()).isLessThanOrEqualTo(PresenceNode.OPTIONS.batchChanges());
  }

  @Test
  void takesMembersOfADeadNodeOutOfAChannelThatNobodyWatched() {
    room.joinAll(first, sessions("dead", 700));
    room.join(second, "alive");
    first.kill();
    await().until(() -> room.page(second, null, 5).count() == 1);

    assertThat(room.members(third)).containsExactly("alive");
  }

  @Test
  void takesMembersOfADeadNodeOutBeforeAWatchBegins() {
    room.joinAll(first, sessions("dead", 700));
    room.join(second, "alive");
    RoomTool other = new RoomTool(CHANNELS.next());
    Onlooker onlooker = other.watch(third);
    other.join(first, "x");
    await().until(() -> onlooker.present().contains("x"));
    first.kill();
    await().until(() -> onlooker.present().isEmpty());
    Onlooker late = room.watch(third);

    assertThat(room.members(third)).containsExactly("alive");
    assertThat(late.calls()).isZero();
  }

  @Test
  void saysGoodByeToWhoeverWatchesWhenItIsClosed() {
    RedisPresenceOptions eternal =
        new RedisPresenceOptions(
            Duration.ofMinutes(1),
            Duration.ofMillis(10),
            500,
            65536,
            1000,
            65536,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    Onlooker onlooker = room.watch(second);
    try (PresenceNode leaver = PresenceNode.on(SharedRedis.url(), eternal)) {
      room.joinAll(leaver, sessions("s", 1200));
      await().until(() -> onlooker.present().size() == 1200);
    }

    await().until(() -> onlooker.present().isEmpty());
  }

  @Test
  void entersItsMembersAgainWhenItWasAwayForLongerThanItsLease() {
    Onlooker here = room.watch(first);
    Onlooker there = room.watch(second);
    room.join(first, "a", "b");
    await().until(() -> there.present().size() == 2);
    CountDownLatch goOn = first.pause();
    await().until(() -> there.present().isEmpty());
    var joining = first.presence().join(room.channel(), member("c"));
    goOn.countDown();
    await(joining);

    await().until(() -> there.present().equals(Set.of("a", "b", "c")));
    await().until(() -> here.present().equals(Set.of("a", "b", "c")));
    assertThat(room.members(first)).containsExactly("a", "b", "c");
    assertThat(room.members(third)).containsExactly("a", "b", "c");
    assertThat(first.count("leases_lost_total")).isEqualTo(1);
    assertThat(there.nonsense()).isEmpty();
    assertThat(here.nonsense()).isEmpty();
  }

  @Test
  void pagesThroughALargeRoomInTheOrderOfTheSessions() {
    List<String> all = sessions("s", 10_000);
    room.watch(second);
    room.joinAll(first, all);

    assertThat(room.members(second)).isEqualTo(all);
    assertThat(room.members(third)).isEqualTo(all);
    MemberPage page = room.page(third, "s04998", 2);
    assertThat(page.count()).isEqualTo(10_000);
    assertThat(page.members()).containsExactly(member("s04999"), member("s05000"));
    assertThat(second.count("reads_total{from=\"store\"}")).isZero();
    assertThat(third.count("reads_total{from=\"copy\"}")).isZero();
  }

  @Test
  void sendsAStormOfJoinsInFewBatches() {
    Onlooker onlooker = room.watch(second);
    room.joinAll(first, sessions("s", 10_000));
    await().until(() -> onlooker.present().size() == 10_000);

    assertThat(first.count("changes_total")).isEqualTo(10_000);
    assertThat(first.count("batches_total")).isLessThan(500);
    assertThat(onlooker.calls()).isLessThan(500);
  }

  @Test
  void renewsOneLeaseHoweverManyMembersThereAre() {
    room.joinAll(first, sessions("s", 1000));
    double batches = first.count("batches_total");
    double renewals = first.count("lease_renewals_total");
    await().until(() -> first.count("lease_renewals_total") >= renewals + 4);

    assertThat(first.count("batches_total")).isEqualTo(batches);
    assertThat(room.page(second, null, 1).count()).isEqualTo(1000);
  }

  @Test
  void answersManyRequestsForTheMembersOfAWatchedChannelWithoutReading() {
    room.watch(first);
    room.joinAll(first, sessions("s", 300));
    double loads = first.count("loads_total");
    IntStream.range(0, 15_000)
        .mapToObj(_ -> first.presence().members(room.channel(), null, 100))
        .toList()
        .forEach(page -> assertThat(await(page).count()).isEqualTo(300));

    assertThat(first.count("loads_total")).isEqualTo(loads);
    assertThat(first.count("reads_total{from=\"store\"}")).isZero();
  }

  @Test
  void leavesNobodyBehindWhoJoinsAndLeavesAtOnce() {
    Onlooker onlooker = room.watch(second);
    for (String session : sessions("s", 200)) {
      first.presence().join(room.channel(), member(session));
      await(first.presence().leave(room.channel(), new SessionId(session)));
    }
    room.join(first, "last");

    await().until(() -> onlooker.present().contains("last"));
    assertThat(onlooker.present()).containsExactly("last");
    assertThat(room.members(third)).containsExactly("last");
    assertThat(onlooker.nonsense()).isEmpty();
  }
}
