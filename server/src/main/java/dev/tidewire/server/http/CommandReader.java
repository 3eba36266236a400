package dev.tidewire.server.http;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands from the bodies of requests. Immutable.
 *
 * <p>A member that is not known is refused: a mistyped {@code session} must not end all sessions of
 * a user.
 */
final class CommandReader {
  /** How long a revocation is remembered unless the back end says until when. */
  static final Duration REMEMBERED = Duration.ofDays(30);

  private static final Duration LONGEST = Duration.ofDays(3650);

  /** How far clocks may disagree about what has been issued already. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  private final InstantSource clock;

  CommandReader(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Reads {@code {"user","session"?,"reconnect"?}}.
   *
   * @throws Refusal ({@code BAD_REQUEST}) when it is not that
   */
  Command disconnect(byte[] body) {
    CommandBody members = CommandBody.read(body, "user", "session", "reconnect");
    return new Command.Disconnect(
        members.required("user", UserId::new),
        members.optional("session", SessionId::new),
        members.flag("reconnect") ? Command.Return.WELCOME : Command.Return.UNWANTED);
  }

  /**
   * Reads {@code {"user","channel","session"?}}.
   *
   * @throws Refusal ({@code BAD_REQUEST}) when it is not that
   */
  Command unsubscribe(byte[] body) {
    CommandBody members = CommandBody.read(body, "user", "channel", "session");
    return new Command.Unsubscribe(
        members.required("user", UserId::new),
        members.optional("session", SessionId::new),
        members.required("channel", ChannelName::new));
  }

  /**
   * Reads {@code {"user","upTo"?,"until"?}} or {@code {"token","until"?}}.
   *
   * @throws Refusal ({@code BAD_REQUEST}) when it is neither
   */
  Command revoke(byte[] body) {
    CommandBody members = CommandBody.read(body, "user", "token", "upTo", "until");
    Instant now = clock.instant();
    Instant until = until(members.time("until"), now);
    Revocation revocation =
        switch (members.only("user", "token")) {
          case "user" ->
              new Revocation.OfUser(
                  members.required("user", UserId::new), upTo(members.time("upTo"), now), until);
          default -> new Revocation.OfToken(members.required("token", TokenId::new), until);
        };
    if (revocation instanceof Revocation.OfToken && members.time("upTo") != null) {
      throw refusal("\"upTo\" goes with \"user\"; a token is revoked as it is.");
    }
    return new Command.Revoke(revocation);
  }

  private static Instant upTo(@Nullable Instant given, Instant now) {
    if (given != null && given.isAfter(now.plus(LEEWAY))) {
      throw refusal("\"upTo\" lies in the future.");
    }
    return given == null ? now : given;
  }

  private static Instant until(@Nullable Instant given, Instant now) {
    if (given == null) {
      return now.plus(REMEMBERED);
    }
    if (!given.isAfter(now) || given.isAfter(now.plus(LONGEST))) {
      throw refusal(
          "\"until\" lies in the future, by at most %d days.".formatted(LONGEST.toDays()));
    }
    return given;
  }

  private static Refusal refusal(String sentence) {
    return new Refusal(ErrorCode.BAD_REQUEST, sentence);
  }
}
