package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.protocol.UserId;
import java.time.Instant;

/**
 * A revocation as a field of a hash in Redis: see {@code revoked.lua}.
 *
 * @param upTo in milliseconds since 1970; 0 for a token
 * @param until in milliseconds since 1970
 */
record RevokedField(String field, long upTo, long until) {
  private static final String USER = "u:";
  private static final String TOKEN = "t:";

  static RevokedField of(Revocation revocation) {
    long until = revocation.until().toEpochMilli();
    return switch (revocation) {
      case Revocation.OfUser of ->
          new RevokedField(USER + of.user().value(), of.upTo().toEpochMilli(), until);
      case Revocation.OfToken of -> new RevokedField(TOKEN + of.token().value(), 0, until);
    };
  }

  /**
   * Reads a field and its value, to which a later release may have appended something.
   *
   * @throws IllegalArgumentException when they are something else
   */
  static Revocation read(String field, String value) {
    String[] times = value.split(" ", -1);
    if (times.length < 2 || field.length() < 2) {
      throw new IllegalArgumentException("A revocation has two times.");
    }
    Instant until = Instant.ofEpochMilli(Long.parseLong(times[1]));
    String name = field.substring(2);
    return switch (field.substring(0, 2)) {
      case USER ->
          new Revocation.OfUser(
              new UserId(name), Instant.ofEpochMilli(Long.parseLong(times[0])), until);
      case TOKEN -> new Revocation.OfToken(new TokenId(name), until);
      default -> throw new IllegalArgumentException("A revocation is of a user or of a token.");
    };
  }

  /** What a field says its form: what it is about, and not whom. */
  static String form(String field) {
    return field.substring(0, Math.min(2, field.length()));
  }

  Arguments addTo(Arguments arguments) {
    return arguments.add(field).add(upTo).add(until);
  }
}
