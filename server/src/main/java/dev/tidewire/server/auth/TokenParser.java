package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.UserId;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.PrematureJwtException;
import io.jsonwebtoken.security.SecureDigestAlgorithm;
import io.jsonwebtoken.security.SignatureException;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens that were signed with one key and the one algorithm that it is used with.
 * Thread-safe.
 *
 * <p>RFC 8725 section 3: the algorithm is ours and not the token's, so {@code none}, every other
 * algorithm, compression and critical extensions are refused, and keys that a header offers ({@code
 * jwk}, {@code jku}, {@code x5c}) are not looked at. Whatever goes wrong refuses the token.
 *
 * <p>jjwt's parser judges every header that is new. A token of a shared secret with the header that
 * was accepted last, letter for letter, is checked without it, at a tenth of the cost (decision
 * 22): its signature is compared, and its claims are read. What is not plainly acceptable then goes
 * to the parser, which says why.
 */
final class TokenParser {
  private final JwtParser parser;
  private final TokenRules rules;
  private final @Nullable VerificationKey key;

  /** Null for tokens of a private key, whose headers are never familiar. */
  private final @Nullable HmacSha256 secret;

  /** The encoded header of the last token that the parser has accepted. */
  private volatile @Nullable String familiarHeader;

  private TokenParser(
      JwtParser parser,
      TokenRules rules,
      @Nullable VerificationKey key,
      @Nullable HmacSha256 secret) {
    this.parser = parser;
    this.rules = rules;
    this.key = key;
    this.secret = secret;
  }

  /** For tokens of a shared secret, signed with HS256. */
  static TokenParser of(SecretKey secret, TokenRules rules) {
    JwtParser parser =
        builder(Jwts.SIG.HS256, rules).verifyWith(secret).provider(macProvider(secret)).build();
    return new TokenParser(parser, rules, null, new HmacSha256(secret));
  }

  /** Named to the parser, which else searches all providers at each token. */
  private static Provider macProvider(SecretKey secret) {
    try {
      return Mac.getInstance(secret.getAlgorithm()).getProvider();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has HmacSHA256.", e);
    }
  }

  /** For tokens of the holder of the private key. */
  static TokenParser of(VerificationKey key, TokenRules rules) {
    JwtParser parser = builder(key.algorithm().signature(), rules).verifyWith(key.key()).build();
    return new TokenParser(parser, rules, key, null);
  }

  @SuppressWarnings("JavaUtilDate") // jjwt's clock speaks Date.
  private static JwtParserBuilder builder(SecureDigestAlgorithm<?, ?> algorithm, TokenRules rules) {
    return Jwts.parser()
        .sig()
        .clear()
        .add(algorithm)
        .and()
        .zip()
        .clear()
        .and()
        .clock(() -> Date.from(rules.clock().instant()))
        .clockSkewSeconds(rules.leeway().toSeconds())
        .json(new ClaimsJson.Reading());
  }

  /**
   * The token, or null when another key must have signed it.
   *
   * @throws Refusal when it is not acceptable, whoever signed it
   */
  @Nullable VerifiedToken parse(CompactToken token) {
    @Nullable VerifiedToken familiar = familiar(token);
    if (familiar != null) {
      return familiar;
    }
    VerifiedToken verified = whole(token);
    if (secret != null && verified != null) {
      familiarHeader = token.encodedHeader();
    }
    return verified;
  }

  /**
   * RFC 7515 section 5.2 for a header of which the parser has said that it is HS256's. Null is no
   * refusal: the parser knows best what is wrong with a token.
   */
  private @Nullable VerifiedToken familiar(CompactToken token) {
    if (secret == null || !token.encodedHeader().equals(familiarHeader)) {
      return null;
    }
    try {
      if (!secret.isOf(token.signedPart(), token.signature())) {
        return null;
      }
      Claims claims = Jwts.claims().add(ClaimsJson.object(token.claims())).build();
      requireRules(claims);
      VerifiedToken verified = verified(claims);
      verified.requireCurrent(rules);
      return verified;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private @Nullable VerifiedToken whole(CompactToken token) {
    Claims claims;
    try {
      claims = parser.parseSignedClaims(token.text()).getPayload();
    } catch (SignatureException e) {
      return null;
    } catch (ExpiredJwtException e) {
      throw Refusals.expired();
    } catch (PrematureJwtException e) {
      throw Refusals.notYet();
    } catch (RuntimeException e) {
      // Not only JwtException: what a library throws on hostile bytes must not pass for a bug.
      throw Refusals.malformed();
    }
    requireRules(claims);
    return verified(claims);
  }

  private void requireRules(Claims claims) {
    if (rules.issuer().isPresent() && !rules.issuer().get().equals(claims.getIssuer())) {
      throw Refusals.invalid("The token was refused: iss is not the issuer that is expected here.");
    }
    Set<String> audience = claims.getAudience();
    if (rules.audience().isPresent()
        && (audience == null || !audience.contains(rules.audience().get()))) {
      throw Refusals.invalid("The token was refused: aud does not name this service.");
    }
  }

  @SuppressWarnings("JavaUtilDate") // jjwt's claims speak Date.
  private VerifiedToken verified(Claims claims) {
    Date expiration = claims.getExpiration();
    if (expiration == null) {
      throw Refusals.invalid(
          "The token was refused: exp, its expiry in seconds, is a required number.");
    }
    try {
      UserId user = ClaimValues.user(claims.get(Claims.SUBJECT));
      @Nullable Payload info = ClaimValues.info(claims.get("info"));
      Capabilities capabilities = Capabilities.compile(ClaimValues.caps(claims.get("caps")), user);
      Principal principal =
          new Principal(
              user,
              expiration.toInstant(),
              instant(claims.getIssuedAt()),
              ClaimValues.token(claims.get(Claims.ID)),
              info,
              capabilities);
      return new VerifiedToken(principal, instant(claims.getNotBefore()), key);
    } catch (IllegalArgumentException e) {
      throw Refusals.invalid("The token was refused: " + e.getMessage());
    }
  }

  @SuppressWarnings("JavaUtilDate") // jjwt's claims speak Date.
  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }
}
