package dev.tidewire.server.session;

import dev.tidewire.server.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a loop by their users. Confined to the loop.
 *
 * <p>The sessions of one user are a list that is linked through the sessions themselves, so that a
 * user with one session costs one entry of the map, and one with thousands makes nothing slow.
 */
final class UserIndex {
  private final Map<UserId, Session> first = new HashMap<>();

  /** Adds a session that is not in it. */
  void add(UserId user, Session session) {
    @Nullable Session before = first.put(user, session);
    session.nextOfUser = before;
    if (before != null) {
      before.previousOfUser = session;
    }
  }

  /** Takes a session out; nothing happens when it is not in it. */
  void remove(UserId user, Session session) {
    @Nullable Session previous = session.previousOfUser;
    @Nullable Session next = session.nextOfUser;
    if (previous != null) {
      previous.nextOfUser = next;
    } else if (first.get(user) == session) {
      if (next == null) {
        first.remove(user);
      } else {
        first.put(user, next);
      }
    }
    if (next != null) {
      next.previousOfUser = previous;
    }
    session.previousOfUser = null;
    session.nextOfUser = null;
  }

  /** The sessions of a user right now. */
  List<Session> of(UserId user) {
    List<Session> sessions = new ArrayList<>();
    @Nullable Session session = first.get(user);
    while (session != null) {
      sessions.add(session);
      session = session.nextOfUser;
    }
    return sessions;
  }
}
