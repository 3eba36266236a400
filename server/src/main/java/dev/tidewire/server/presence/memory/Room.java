package dev.tidewire.server.presence.memory;

import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.SessionId;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in one channel, and who wants to know. Guarded by the map that holds it. */
final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  private final TreeMap<SessionId, Member> members = new TreeMap<>();
  private @Nullable PresenceListener listener;

  void enter(Member member) {
    members.put(member.session(), member);
    if (listener != null) {
      PresenceListener told = listener;
      report(() -> told.joined(List.of(member)));
    }
  }

  void leave(SessionId session) {
    Member gone = members.remove(session);
    if (gone != null && listener != null) {
      PresenceListener told = listener;
      report(() -> told.left(List.of(gone)));
    }
  }

  MemberPage page(@Nullable SessionId after, int limit) {
    NavigableMap<SessionId, Member> behind =
        after == null ? members : members.tailMap(after, false);
    List<Member> page = behind.values().stream().limit(limit).toList();
    boolean more = !page.isEmpty() && !page.getLast().session().equals(members.lastKey());
    return new MemberPage(page, members.size(), more);
  }

  boolean isWatched() {
    return listener != null;
  }

  void watch(PresenceListener listener) {
    this.listener = listener;
  }

  void unwatch() {
    listener = null;
  }

  boolean isEmpty() {
    return members.isEmpty() && listener == null;
  }

  private static void report(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("A presence listener failed.", e);
    }
  }
}
