package dev.tidewire.server.presence.redis;

import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Hears one channel, and checks that each call changes something. Thread-safe. */
final class Onlooker implements PresenceListener {
  private final Set<String> present = new TreeSet<>();
  private final Set<String> everLeft = new HashSet<>();
  private final List<String> nonsense = new ArrayList<>();
  private int calls;
  private int largest;

  @Override
  public synchronized void joined(List<Member> members) {
    count(members);
    for (Member member : members) {
      if (!present.add(member.session().value())) {
        nonsense.add("+" + member.session());
      }
    }
  }

  @Override
  public synchronized void left(List<Member> members) {
    count(members);
    for (Member member : members) {
      everLeft.add(member.session().value());
      if (!present.remove(member.session().value())) {
        nonsense.add("-" + member.session());
      }
    }
  }

  private void count(List<Member> members) {
    calls++;
    largest = Math.max(largest, members.size());
  }

  /** Who is there, going by what it heard. */
  synchronized Set<String> present() {
    return new TreeSet<>(present);
  }

  /** Who was reported gone, back again or not. */
  synchronized Set<String> everLeft() {
    return new TreeSet<>(everLeft);
  }

  /** Joins of who was there and leaves of who was not. */
  synchronized List<String> nonsense() {
    return List.copyOf(nonsense);
  }

  synchronized int calls() {
    return calls;
  }

  /** The most members in one call. */
  synchronized int largest() {
    return largest;
  }
}
