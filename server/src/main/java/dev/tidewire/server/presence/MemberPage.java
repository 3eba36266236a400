package dev.tidewire.server.presence;

import dev.tidewire.server.protocol.Member;
import java.util.List;

/**
 * Some members of a channel, in the order of their sessions.
 *
 * @param count how many members the channel has in all
 * @param more whether there are members behind the last of these
 */
public record MemberPage(List<Member> members, int count, boolean more) {
  /** Copies the list. */
  public MemberPage {
    members = List.copyOf(members);
  }
}
