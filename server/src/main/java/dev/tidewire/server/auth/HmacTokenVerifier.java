package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.UserId;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.PrematureJwtException;
import io.jsonwebtoken.security.SignatureException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens that are signed with HS256 and a shared secret (RFC 7515, RFC 7519). Thread-safe;
 * its stages are complete when they are returned, after some tens of microseconds.
 *
 * <p>RFC 8725 section 3: the algorithm is ours and not the token's, so {@code none}, every other
 * algorithm, compression and critical extensions are refused, and keys that a header offers ({@code
 * jwk}, {@code jku}, {@code x5c}) are not looked at. Whatever goes wrong refuses the token.
 */
public final class HmacTokenVerifier implements TokenVerifier {
  /** The longest token that is looked at, in characters. */
  public static final int MAX_TOKEN_LENGTH = 8 * 1024;

  private static final String MALFORMED = "The token is not a well-formed JWT signed with HS256.";

  private final List<JwtParser> parsers;

  /**
   * A verifier with these keys.
   *
   * @param leeway how long after {@code exp} and before {@code nbf} a token still counts, for
   *     clocks that disagree; whole seconds
   */
  public HmacTokenVerifier(SigningKeys keys, Duration leeway, InstantSource clock) {
    this.parsers = keys.all().stream().map(key -> parser(key, leeway, clock)).toList();
  }

  @SuppressWarnings("JavaUtilDate") // jjwt's clock speaks Date.
  private static JwtParser parser(SecretKey key, Duration leeway, InstantSource clock) {
    return Jwts.parser()
        .sig()
        .clear()
        .add(Jwts.SIG.HS256)
        .and()
        .zip()
        .clear()
        .and()
        .verifyWith(key)
        .clock(() -> Date.from(clock.instant()))
        .clockSkewSeconds(leeway.toSeconds())
        .json(new ClaimsJson.Reading())
        .build();
  }

  @Override
  public CompletionStage<Principal> verify(String token) {
    try {
      return CompletableFuture.completedStage(principal(claims(token)));
    } catch (Refusal refusal) {
      return CompletableFuture.failedStage(refusal);
    }
  }

  private Claims claims(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      throw invalid(
          "A token has at most %d characters, not %d.".formatted(MAX_TOKEN_LENGTH, token.length()));
    }
    if (!token.chars().allMatch(HmacTokenVerifier::isCompact)) {
      throw invalid(MALFORMED);
    }
    for (JwtParser parser : parsers) {
      try {
        return parser.parseSignedClaims(token).getPayload();
      } catch (SignatureException e) {
        // Another key may have signed it: on to that one.
      } catch (ExpiredJwtException e) {
        throw new Refusal(ErrorCode.TOKEN_EXPIRED, "The token has expired.");
      } catch (PrematureJwtException e) {
        throw invalid("The token is not valid yet.");
      } catch (RuntimeException e) {
        // Not only JwtException: what a library throws on hostile bytes must not pass for a bug.
        throw invalid(MALFORMED);
      }
    }
    throw invalid("The token's signature does not fit.");
  }

  @SuppressWarnings("JavaUtilDate") // jjwt's claims speak Date.
  private static Principal principal(Claims claims) {
    Date expiration = claims.getExpiration();
    if (expiration == null) {
      throw invalid("The token was refused: exp, its expiry in seconds, is a required number.");
    }
    try {
      UserId user = ClaimValues.user(claims.get(Claims.SUBJECT));
      @Nullable Payload info = ClaimValues.info(claims.get("info"));
      Capabilities capabilities = Capabilities.compile(ClaimValues.caps(claims.get("caps")), user);
      return new Principal(
          user,
          expiration.toInstant(),
          claims.getIssuedAt() == null ? null : claims.getIssuedAt().toInstant(),
          ClaimValues.token(claims.get(Claims.ID)),
          info,
          capabilities);
    } catch (IllegalArgumentException e) {
      throw invalid("The token was refused: " + e.getMessage());
    }
  }

  /** RFC 7515 section 3.1: base64url and dots. jjwt's decoder would skip what follows a token. */
  private static boolean isCompact(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private static Refusal invalid(String sentence) {
    return new Refusal(ErrorCode.TOKEN_INVALID, sentence);
  }
}
