package dev.tidewire.server.presence.redis;

import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.Member;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener what has happened, in order, and no more at once than a batch holds: what it
 * hears may be sent to clients as it is. Confined to the worker.
 */
final class Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

  private final PresenceListener listener;
  private final RedisPresenceOptions options;

  Reporter(PresenceListener listener, RedisPresenceOptions options) {
    this.listener = listener;
    this.options = options;
  }

  PresenceListener listener() {
    return listener;
  }

  void tell(List<Report> reports) {
    List<Member> together = new ArrayList<>();
    Report.Kind kind = Report.Kind.JOINED;
    int bytes = 0;
    for (Report report : reports) {
      int more = Change.join(report.member()).size();
      boolean full =
          together.size() == options.batchChanges() || bytes + more > options.batchBytes();
      if (report.kind() != kind || full) {
        tell(kind, together);
        together.clear();
        bytes = 0;
      }
      kind = report.kind();
      bytes += more;
      together.add(report.member());
    }
    tell(kind, together);
  }

  private void tell(Report.Kind kind, List<Member> members) {
    if (members.isEmpty()) {
      return;
    }
    List<Member> copy = List.copyOf(members);
    try {
      switch (kind) {
        case JOINED -> listener.joined(copy);
        case LEFT -> listener.left(copy);
      }
    } catch (RuntimeException e) {
      LOG.error("A presence listener failed.", e);
    }
  }
}
