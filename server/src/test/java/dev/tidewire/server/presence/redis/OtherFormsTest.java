package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.broker.Stages.await;
import static dev.tidewire.server.presence.redis.RoomTool.member;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.presence.redis.Store.Batch;
import dev.tidewire.server.presence.redis.Store.Swept;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.support.redis.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes of a later release may have written about who is in a channel. */
class OtherFormsTest {
  private static final RedisPresenceOptions SMALL_PAGES =
      new RedisPresenceOptions(
          PresenceNode.LEASE,
          Duration.ofMillis(10),
          500,
          64 * 1024,
          2,
          256 * 1024,
          Duration.ofSeconds(2),
          Duration.ofMinutes(1));

  private final ChannelName channel = new UnusedChannels().next();
  private final RoomTool room = new RoomTool(channel);
  private final RedisProcess redis = RedisProcess.start();
  private PresenceNode node;
  private Store store;

  @BeforeEach
  void connect() {
    node = PresenceNode.on(redis.url(), SMALL_PAGES);
    store = new Store(node.redis(), SMALL_PAGES);
  }

  @AfterEach
  void disconnect() {
    node.close();
    redis.close();
  }

  @Test
  void findsTheMembersBehindThoseThatItCannotRead() {
    room.join(node, "a", "z");
    for (String session : List.of("m1", "m2", "m3", "m4", "m5")) {
      enter(session, "2 " + nodeOf("a") + " {}");
    }

    assertThat(room.members(node)).containsExactly("a", "z");
    assertThat(room.page(node, "m1", 2).members()).hasSize(1);
    assertThat(node.unreadable("member")).isPositive();

    room.watch(node);
    assertThat(room.members(node)).containsExactly("a", "z");
  }

  @Test
  void replacesAMemberOfAnotherForm() {
    change(new Batch("n1", 1, false, List.of(Change.join(member("a")))));
    enter("b", "2 n9 {}");
    enter("c", "?");
    book("n9", "3 5 more");

    change(new Batch("n1", 2, false, List.of(Change.join(member("b")), Change.join(member("c")))));

    assertThat(await(store.look(channel, null, 2)).entries())
        .containsExactly(new Entry("n1", member("a")), new Entry("n1", member("b")));
    assertThat(account("n9")).isEqualTo("2 5 more");
    assertThat(account("n1")).isEqualTo("3 2");
  }

  @Test
  void leavesAnAccountThatItCannotRead() {
    change(new Batch("n1", 1, false, List.of(Change.join(member("a")))));
    enter("b", "2 n9 {}");
    book("n9", "two");

    change(new Batch("n1", 2, false, List.of(Change.join(member("b")))));

    assertThat(account("n9")).isEqualTo("two");
  }

  @Test
  void sweepsMembersOfEveryForm() {
    change(new Batch("n1", 1, false, List.of(Change.join(member("a")))));
    enter("b", "2 n9 {}");
    enter("c", "10 n9 {}");
    book("n9", "2 5 more");

    Swept swept = await(store.sweep(channel, "n9", null));

    assertThat(swept.members()).isEqualTo(2);
    assertThat(await(store.look(channel, null, 2)).count()).isEqualTo(1);
    assertThat(await(store.look(channel, null, 2)).nodes()).containsExactly("n1");
  }

  @Test
  void sweepsANodeWhoseAccountItCannotRead() {
    change(new Batch("n1", 1, false, List.of(Change.join(member("a")))));
    enter("b", "2 n9 {}");
    book("n9", "two");

    assertThat(await(store.sweep(channel, "n9", null)).members()).isEqualTo(1);

    assertThat(await(store.look(channel, null, 2)).nodes()).containsExactly("n1");
  }

  @Test
  void readsWhatWasAppendedToAnAccount() {
    change(new Batch("n1", 1, false, List.of(Change.join(member("a")))));
    book("n1", "1 1 more");

    change(new Batch("n1", 2, false, List.of(Change.join(member("b")))));

    assertThat(account("n1")).isEqualTo("2 2 more");
  }

  @Test
  void looksWhoIsThereWhenItCannotReadTheNews() {
    try (PresenceNode later = PresenceNode.on(redis.url())) {
      room.join(later, "a");
      Onlooker onlooker = room.watch(node);
      enter("b", "1 " + nodeOf("a") + " 5 alice");
      redis.ask(commands -> commands.hincrby(state(), "v", 1));

      tell("2 something else");

      await().until(() -> onlooker.present().equals(Set.of("b")));
      assertThat(node.unreadable("news")).isEqualTo(1);
    }
  }

  @Test
  void opensAlsoWhileNewsComeThatItCannotRead() {
    room.joinAll(node, RoomTool.sessions("s", 40));
    AtomicBoolean opened = new AtomicBoolean();
    CompletableFuture<Void> telling =
        CompletableFuture.runAsync(() -> {
          while (!opened.get()) {
            tell("2 something else");
          }
        });

    try {
      room.watch(node);
    } finally {
      opened.set(true);
    }
    await(telling);
    assertThat(room.members(node)).hasSize(40);
    assertThat(node.unreadable("news")).isPositive();
  }

  private void change(Batch batch) {
    await(store.change(channel, batch));
  }

  private void enter(String session, String rest) {
    redis.ask(commands -> commands.zadd(Keys.of(channel).getFirst(), 0, session + "\0" + rest));
  }

  private void book(String name, String account) {
    redis.ask(commands -> commands.hset(state(), "n:" + name, account));
  }

  private String account(String name) {
    return redis.ask(commands -> commands.hget(state(), "n:" + name));
  }

  private String state() {
    return Keys.of(channel).getLast();
  }

  /** The lease by which this node's member is there. */
  private String nodeOf(String session) {
    return await(store.look(channel, null, 2)).entries().stream()
        .filter(entry -> entry.member().session().equals(new SessionId(session)))
        .map(Entry::node)
        .findFirst()
        .orElseThrow();
  }

  private void tell(String news) {
    await(node.redis().publish(Keys.news(channel), news.getBytes(UTF_8)));
  }
}
