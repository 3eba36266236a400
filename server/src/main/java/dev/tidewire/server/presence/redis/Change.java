package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A member comes or goes.
 *
 * @param member null when it goes
 */
record Change(Kind kind, SessionId session, @Nullable Member member) {
  /** What happens. */
  enum Kind {
    /** It comes, or replaces the one with its session. */
    JOIN('+'),
    /** It is there already, as far as its node knows: news only to those who do not know it. */
    AGAIN('='),
    /** It goes. */
    LEAVE('-');

    private final char sign;

    Kind(char sign) {
      this.sign = sign;
    }

    char sign() {
      return sign;
    }

    static Kind of(String sign) {
      for (Kind kind : values()) {
        if (sign.length() == 1 && kind.sign == sign.charAt(0)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("A change has another version.");
    }
  }

  static Change join(Member member) {
    return new Change(Kind.JOIN, member.session(), member);
  }

  static Change again(Member member) {
    return new Change(Kind.AGAIN, member.session(), member);
  }

  static Change leave(SessionId session) {
    return new Change(Kind.LEAVE, session, null);
  }

  /** About how many bytes it takes. */
  int size() {
    int size = session.value().length();
    if (member != null) {
      Payload info = member.info();
      size += member.user().value().length() + (info == null ? 0 : info.length());
    }
    return size;
  }
}
