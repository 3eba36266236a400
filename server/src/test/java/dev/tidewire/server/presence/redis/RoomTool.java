package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.broker.Stages.await;

import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What tests do with one channel. */
record RoomTool(ChannelName channel) {
  static Member member(String session) {
    return new Member(new SessionId(session), new UserId("alice"), null);
  }

  static Member member(String session, int infoBytes) {
    Payload info = Payload.of("\"" + "x".repeat(infoBytes - 2) + "\"");
    return new Member(new SessionId(session), new UserId("alice"), info);
  }

  /** Sessions with numbers, in their order. */
  static List<String> sessions(String prefix, int number) {
    return IntStream.range(0, number).mapToObj((prefix + "%05d")::formatted).toList();
  }

  void join(PresenceNode node, String... sessions) {
    joinAll(node, List.of(sessions));
  }

  /** All at once, and waits for all. */
  void joinAll(PresenceNode node, List<String> sessions) {
    List<CompletionStage<Void>> all = new ArrayList<>();
    sessions.forEach(session -> all.add(node.presence().join(channel, member(session))));
    all.forEach(one -> await(one));
  }

  void leave(PresenceNode node, String session) {
    await(node.presence().leave(channel, new SessionId(session)));
  }

  Onlooker watch(PresenceNode node) {
    Onlooker onlooker = new Onlooker();
    await(node.presence().watch(channel, onlooker));
    return onlooker;
  }

  MemberPage page(PresenceNode node, @Nullable String after, int limit) {
    SessionId behind = after == null ? null : new SessionId(after);
    return await(node.presence().members(channel, behind, limit));
  }

  /** Everybody, page by page. */
  List<String> members(PresenceNode node) {
    List<String> all = new ArrayList<>();
    String after = null;
    while (true) {
      MemberPage page = page(node, after, 100);
      page.members().forEach(member -> all.add(member.session().value()));
      if (!page.more()) {
        return all;
      }
      after = all.getLast();
    }
  }
}
