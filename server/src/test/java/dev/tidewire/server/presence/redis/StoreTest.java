package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.broker.Stages.await;
import static dev.tidewire.server.presence.redis.RoomTool.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.presence.redis.Store.Ack;
import dev.tidewire.server.presence.redis.Store.Batch;
import dev.tidewire.server.presence.redis.Store.Leases;
import dev.tidewire.server.presence.redis.Store.Page;
import dev.tidewire.server.presence.redis.Store.Swept;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.support.redis.SharedRedis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the scripts promise to the nodes. */
class StoreTest {
  private static final UnusedChannels CHANNELS = new UnusedChannels();

  private final ChannelName channel = CHANNELS.next();
  private PresenceNode connections;
  private Store store;

  @BeforeEach
  void connect() {
    connections = PresenceNode.on(SharedRedis.url());
    store = new Store(connections.redis(), PresenceNode.OPTIONS);
  }

  @AfterEach
  void disconnect() {
    connections.close();
  }

  @Test
  void ignoresABatchThatArrivesAfterALaterOne() {
    change(batch(2, true, Change.leave(new SessionId("a"))));
    Ack late = change(batch(1, false, Change.join(member("a"))));

    assertThat(late.stale()).isTrue();
    assertThat(look().count()).isZero();
  }

  @Test
  void forgetsTheNumberOfANodeThatIsGoneWhenNothingCanBeLate() {
    change(batch(1, false, Change.join(member("a"))));
    assertThat(look().nodes()).containsExactly("n1");
    change(batch(2, false, Change.leave(new SessionId("a"))));

    assertThat(look().nodes()).isEmpty();
  }

  @Test
  void countsNoVersionWhenNothingHasChanged() {
    Ack first = change(batch(1, false, Change.join(member("a"))));
    Ack again = change(batch(2, false, Change.again(member("a"))));
    Ack nobody = change(batch(3, false, Change.leave(new SessionId("b"))));
    Ack joined = change(batch(4, false, Change.join(member("a"))));

    assertThat(again.version()).isEqualTo(first.version());
    assertThat(nobody.version()).isEqualTo(first.version());
    assertThat(joined.version()).isEqualTo(first.version().next());
  }

  @Test
  void leavesAMemberOfAnotherNodeAlone() {
    change(batch(1, false, Change.join(member("a"))));
    change(new Batch("n2", 2, false, List.of(Change.leave(new SessionId("a")))));

    assertThat(look().count()).isEqualTo(1);
  }

  @Test
  void movesAMemberThatAnotherNodeEnters() {
    change(batch(1, false, Change.join(member("a"))));
    change(new Batch("n2", 1, false, List.of(Change.again(member("a")))));

    assertThat(look().nodes()).containsExactly("n2");
    assertThat(look().entries()).containsExactly(new Entry("n2", member("a")));
  }

  @Test
  void keepsEveryCharacterOfAMember() {
    Member member =
        new Member(
            new SessionId("s-_1"), new UserId("Ä 1 ü"), Payload.of("{\"a\":\"\\u0000 é 😀 \"}"));
    change(batch(1, false, Change.join(member)));

    assertThat(look().entries()).containsExactly(new Entry("n1", member));
  }

  @Test
  void sweepsOnlyOneNodeAndAPartAtATime() {
    for (int i = 0; i < 700; i++) {
      String node = i % 2 == 0 ? "n1" : "n2";
      Change join = Change.join(member("s%05d".formatted(i)));
      change(new Batch(node, i + 1, false, List.of(join)));
    }
    Swept first = await(store.sweep(channel, "n1", null));
    Swept second = await(store.sweep(channel, "n1", first.behind()));
    Swept third = await(store.sweep(channel, "n1", null));

    assertThat(first.members()).isEqualTo(250);
    assertThat(first.behind()).isEqualTo(new SessionId("s00499"));
    assertThat(second.members()).isEqualTo(100);
    assertThat(second.behind()).isNull();
    assertThat(third.members()).isZero();
    assertThat(look().count()).isEqualTo(350);
    assertThat(look().nodes()).containsExactly("n2");
  }

  @Test
  void readsNothingForAWatcherThatKnowsEverybody() {
    change(batch(1, false, Change.join(member("a"))));
    Page page = await(store.load(channel, null, Version.NONE));
    Page again = await(store.load(channel, null, page.version()));

    assertThat(page.entries()).hasSize(1);
    assertThat(again.version()).isEqualTo(page.version());
    assertThat(again.entries()).isEmpty();
  }

  @Test
  void cutsAPageByItsBytes() {
    int half = PresenceNode.OPTIONS.pageBytes() / 2;
    for (int i = 0; i < 3; i++) {
      change(batch(i + 1, false, Change.join(member("s" + i, half - 100))));
    }
    Page first = await(store.load(channel, null, Version.NONE));
    Page second = await(store.load(channel, new SessionId("s1"), Version.NONE));

    assertThat(first.entries()).hasSize(2);
    assertThat(first.more()).isTrue();
    assertThat(second.entries()).hasSize(1);
    assertThat(second.more()).isFalse();
  }

  @Test
  void writesNothingForWhoeverLooksAtAnEmptyChannel() {
    assertThat(look().version()).isEqualTo(Version.NONE);

    Page begun = await(store.load(channel, null, Version.NONE));

    assertThat(begun.version().epoch()).isNotEmpty();
  }

  @Test
  void endsTheFormerLeaseOfANodeWhenItTakesAnother() {
    String former = store.unusedName();
    String node = store.unusedName();
    assertThat(await(store.take(former, null)).nodes()).contains(former);
    Leases leases = await(store.take(node, former));

    assertThat(leases.nodes()).contains(node).doesNotContain(former);
    assertThat(await(store.release(node)).nodes()).doesNotContain(node);
  }

  @Test
  void doesNotRenewALeaseThatHasEnded() {
    // Until every node had the time to renew its lease, one that is missing is given it.
    await().until(() -> await(store.renew(store.unusedName())).lost());

    String node = store.unusedName();
    Leases leases = await(store.renew(node));

    assertThat(leases.lost()).isTrue();
    assertThat(leases.nodes()).doesNotContain(node);
    assertThat(await(store.take(node, null)).nodes()).contains(node);
    assertThat(await(store.renew(node)).lost()).isFalse();
  }

  private static Batch batch(long number, boolean lateOnes, Change change) {
    return new Batch("n1", number, lateOnes, List.of(change));
  }

  private Ack change(Batch batch) {
    return await(store.change(channel, batch));
  }

  private Page look() {
    return await(store.look(channel, null, 1000));
  }
}
