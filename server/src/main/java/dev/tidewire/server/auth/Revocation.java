package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.UserId;
import java.time.Instant;

/** Tokens that no longer count, though they have not expired. Immutable. */
public sealed interface Revocation {
  /** When the last token that it covers has expired, so that it may be forgotten. */
  Instant until();

  /** Whether a token is revoked by it. */
  boolean covers(Principal principal);

  /**
   * The tokens of a user that were issued up to a moment.
   *
   * @param upTo a token of the same second is covered as well: {@code iat} is in seconds, and which
   *     of the two came first cannot be told. So is a token that does not say when it was issued
   */
  record OfUser(UserId user, Instant upTo, Instant until) implements Revocation {
    @Override
    public boolean covers(Principal principal) {
      return principal.user().equals(user)
          && (principal.issued() == null
              || principal.issued().getEpochSecond() <= upTo.getEpochSecond());
    }

    /** One that covers whatever one of the two covers. */
    OfUser and(OfUser other) {
      return new OfUser(user, later(upTo, other.upTo), later(until, other.until));
    }
  }

  /** One token. */
  record OfToken(TokenId token, Instant until) implements Revocation {
    @Override
    public boolean covers(Principal principal) {
      return token.equals(principal.token());
    }

    /** One that is remembered as long as the longer one of the two. */
    OfToken and(OfToken other) {
      return new OfToken(token, later(until, other.until));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
