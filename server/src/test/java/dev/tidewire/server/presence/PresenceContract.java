package dev.tidewire.server.presence;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Presence} promises. Each implementation extends this class. */
public abstract class PresenceContract {
  private Presence presence;
  private ChannelName channel;

  /** A presence whose channels with new names are empty. */
  protected abstract Presence open() throws Exception;

  /** A channel that no other test uses. */
  protected abstract ChannelName unusedChannel();

  @BeforeEach
  final void openPresence() throws Exception {
    presence = open();
    channel = unusedChannel();
  }

  @AfterEach
  final void closePresence() {
    presence.close();
  }

  @Test
  void knowsNobodyAtFirst() {
    assertThat(members(null, 10)).isEqualTo(new MemberPage(List.of(), 0, false));
  }

  @Test
  void listsMembersInTheOrderOfTheirSessions() {
    join(member("s3", "carol"));
    join(member("s1", "alice"));
    join(member("s2", "alice"));

    assertThat(members(null, 10))
        .isEqualTo(
            new MemberPage(
                List.of(member("s1", "alice"), member("s2", "alice"), member("s3", "carol")),
                3,
                false));
  }

  @Test
  void pages() {
    for (int i = 1; i <= 5; i++) {
      join(member("s" + i, "alice"));
    }

    MemberPage first = members(null, 2);
    MemberPage second = members(new SessionId("s2"), 2);
    MemberPage third = members(new SessionId("s4"), 2);

    assertThat(sessions(first)).containsExactly("s1", "s2");
    assertThat(first.more()).isTrue();
    assertThat(first.count()).isEqualTo(5);
    assertThat(sessions(second)).containsExactly("s3", "s4");
    assertThat(second.more()).isTrue();
    assertThat(sessions(third)).containsExactly("s5");
    assertThat(third.more()).isFalse();
    assertThat(sessions(members(new SessionId("s25"), 1))).containsExactly("s3");
    assertThat(members(new SessionId("s5"), 2)).isEqualTo(new MemberPage(List.of(), 5, false));
    assertThat(members(null, 5).more()).isFalse();
  }

  @Test
  void keepsWhatTheTokenSaysOfAMember() {
    Member member =
        new Member(new SessionId("s1"), new UserId("alice"), Payload.of("{\"name\":\"Älice\"}"));
    join(member);

    assertThat(members(null, 1).members()).containsExactly(member);
  }

  @Test
  void replacesAMemberWithTheSameSession() {
    Watcher watcher = watch();
    join(member("s1", "alice"));
    join(member("s1", "bob"));

    assertThat(members(null, 10).members()).containsExactly(member("s1", "bob"));
    await().until(() -> watcher.heard().size() == 2);
    assertThat(watcher.heard()).containsExactly("+s1 alice", "+s1 bob");
  }

  @Test
  void forgetsWhoLeaves() {
    join(member("s1", "alice"));
    join(member("s2", "bob"));
    leave("s1");

    assertThat(members(null, 10)).isEqualTo(new MemberPage(List.of(member("s2", "bob")), 1, false));
  }

  @Test
  void reportsJoinsAndLeavesInOrder() {
    Watcher watcher = watch();
    join(member("s1", "alice"));
    join(member("s2", "bob"));
    leave("s1");
    join(member("s1", "alice"));

    await().until(() -> watcher.heard().size() == 4);
    assertThat(watcher.heard()).containsExactly("+s1 alice", "+s2 bob", "-s1 alice", "+s1 alice");
  }

  @Test
  void reportsNothingWhenNobodyLeaves() {
    Watcher watcher = watch();
    leave("s1");
    join(member("s2", "bob"));

    await().until(() -> !watcher.heard().isEmpty());
    assertThat(watcher.heard()).containsExactly("+s2 bob");
  }

  @Test
  void keepsChannelsApart() {
    Watcher watcher = watch();
    ChannelName other = unusedChannel();
    await(presence.join(other, member("s1", "alice")));
    join(member("s2", "bob"));

    await().until(() -> !watcher.heard().isEmpty());
    assertThat(watcher.heard()).containsExactly("+s2 bob");
    assertThat(sessions(members(null, 10))).containsExactly("s2");
  }

  @Test
  void takesOneListenerPerChannel() {
    watch();

    assertThatThrownBy(() -> await(presence.watch(channel, new Watcher())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void reportsToTheNextListenerAfterAnUnwatch() {
    Watcher first = watch();
    join(member("s1", "alice"));
    await().until(() -> first.heard().size() == 1);
    presence.unwatch(channel);
    presence.unwatch(channel);
    Watcher second = watch();
    leave("s1");

    await().until(() -> second.heard().size() == 1);
    assertThat(first.heard()).containsExactly("+s1 alice");
    assertThat(second.heard()).containsExactly("-s1 alice");
    assertThat(members(null, 10).count()).isZero();
  }

  @Test
  void reportsWhatAddsUpToWhoIsThere() throws Exception {
    Watcher watcher = watch();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        int of = worker;
        all.add(threads.submit(() -> comeAndGo(of)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    await().until(() -> watcher.heard().size() == 4 * 150);

    Set<String> replayed = new TreeSet<>();
    for (String change : watcher.heard()) {
      String session = change.substring(1, change.indexOf(' '));
      assertThat(change.startsWith("+") ? replayed.add(session) : replayed.remove(session))
          .as("%s changes something", change)
          .isTrue();
    }
    assertThat(watcher.overlapped).isFalse();
    assertThat(sessions(members(null, 1000))).containsExactlyElementsOf(replayed);
    assertThat(replayed).hasSize(4 * 50);
  }

  @Test
  void refusesWhenItIsClosed() {
    presence.close();

    assertRefused(presence.join(channel, member("s1", "alice")), ErrorCode.UNAVAILABLE);
    assertRefused(presence.leave(channel, new SessionId("s1")), ErrorCode.UNAVAILABLE);
    assertRefused(presence.members(channel, null, 1), ErrorCode.UNAVAILABLE);
    assertRefused(presence.watch(channel, new Watcher()), ErrorCode.UNAVAILABLE);
  }

  private void comeAndGo(int worker) {
    for (int i = 0; i < 50; i++) {
      String staying = "w%d-%03d-a".formatted(worker, i);
      String leaving = "w%d-%03d-b".formatted(worker, i);
      join(member(staying, "alice"));
      join(member(leaving, "bob"));
      leave(leaving);
    }
  }

  private static final class Watcher implements PresenceListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean overlapped;
    private volatile @Nullable Thread inside;

    @Override
    public void joined(List<Member> members) {
      hear("+", members);
    }

    @Override
    public void left(List<Member> members) {
      hear("-", members);
    }

    List<String> heard() {
      return heard;
    }

    private void hear(String sign, List<Member> members) {
      overlapped |= inside != null;
      inside = Thread.currentThread();
      members.forEach(member -> heard.add(sign + member.session() + " " + member.user()));
      inside = null;
    }
  }

  private Watcher watch() {
    Watcher watcher = new Watcher();
    await(presence.watch(channel, watcher));
    return watcher;
  }

  private void join(Member member) {
    await(presence.join(channel, member));
  }

  private void leave(String session) {
    await(presence.leave(channel, new SessionId(session)));
  }

  private MemberPage members(@Nullable SessionId after, int limit) {
    return await(presence.members(channel, after, limit));
  }

  private static Member member(String session, String user) {
    return new Member(new SessionId(session), new UserId(user), null);
  }

  private static List<String> sessions(MemberPage page) {
    return page.members().stream().map(member -> member.session().value()).toList();
  }
}
