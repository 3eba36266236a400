package dev.tidewire.server.presence.redis;

import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All members of a channel, as they are at one version of it. Confined to the worker. */
final class Replica {
  private final TreeMap<SessionId, Entry> entries = new TreeMap<>();
  private final Map<String, Integer> nodes = new HashMap<>();
  private Version version;

  /** Nobody, at this version. */
  Replica(Version version) {
    this.version = version;
  }

  Version version() {
    return version;
  }

  /** Whether this is the next batch of changes. */
  boolean isFollowedBy(News news) {
    return version.next().equals(new Version(news.epoch(), news.version()));
  }

  /** Whether this batch is in here already. */
  boolean knows(News news) {
    return version.epoch().equals(news.epoch()) && version.number() >= news.version();
  }

  void put(Entry entry) {
    Entry old = entries.put(entry.member().session(), entry);
    nodes.merge(entry.node(), 1, Integer::sum);
    if (old != null) {
      forgetOneOf(old.node());
    }
  }

  /**
   * Takes the next batch of changes.
   *
   * @return what is new in it; members that leave are as they were
   */
  List<Report> take(News news) {
    List<Report> reports = new ArrayList<>(news.changes().size());
    for (Change change : news.changes()) {
      Member member = change.member();
      Entry old = entries.get(change.session());
      if (member != null) {
        put(new Entry(news.node(), member));
        boolean known = old != null && old.member().equals(member);
        if (change.kind() == Change.Kind.JOIN || !known) {
          reports.add(new Report(Report.Kind.JOINED, member));
        }
      } else if (old != null) {
        entries.remove(change.session());
        forgetOneOf(old.node());
        reports.add(new Report(Report.Kind.LEFT, old.member()));
      }
    }
    version = new Version(news.epoch(), news.version());
    return reports;
  }

  /** What has happened between the state of another replica and this one's. */
  List<Report> since(Replica before) {
    List<Report> reports = new ArrayList<>();
    before.entries.forEach((session, old) -> {
      if (!entries.containsKey(session)) {
        reports.add(new Report(Report.Kind.LEFT, old.member()));
      }
    });
    entries.forEach((session, entry) -> {
      Entry old = before.entries.get(session);
      if (old == null || !old.member().equals(entry.member())) {
        reports.add(new Report(Report.Kind.JOINED, entry.member()));
      }
    });
    return reports;
  }

  MemberPage page(@Nullable SessionId after, int limit) {
    NavigableMap<SessionId, Entry> behind = after == null ? entries : entries.tailMap(after, false);
    List<Member> page = behind.values().stream().limit(limit).map(Entry::member).toList();
    boolean more = !page.isEmpty() && !page.getLast().session().equals(entries.lastKey());
    return new MemberPage(page, entries.size(), more);
  }

  /** Nodes that have members. */
  Set<String> nodes() {
    return Set.copyOf(nodes.keySet());
  }

  boolean contains(SessionId session) {
    return entries.containsKey(session);
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  private void forgetOneOf(String node) {
    nodes.computeIfPresent(node, (_, count) -> count > 1 ? count - 1 : null);
  }
}
