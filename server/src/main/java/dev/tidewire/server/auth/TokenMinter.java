package dev.tidewire.server.auth;

import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.function.UnaryOperator;

/**
 * Makes tokens that a verifier takes; what {@code ./tidewire token} and the demo pages use.
 * Thread-safe.
 */
public final class TokenMinter {
  private final UnaryOperator<JwtBuilder> signature;
  private final TokenRules rules;

  private TokenMinter(UnaryOperator<JwtBuilder> signature, TokenRules rules) {
    this.signature = signature;
    this.rules = rules;
  }

  /** A minter that signs with the first of these keys, and names no issuer and no audience. */
  public TokenMinter(SigningKeys keys, InstantSource clock) {
    this(keys, TokenRules.ofTimes(Duration.ZERO, clock));
  }

  /** A minter that signs with the first of these keys what satisfies the rules. */
  public TokenMinter(SigningKeys keys, TokenRules rules) {
    this(token -> token.signWith(keys.first(), Jwts.SIG.HS256), rules);
  }

  /** A minter that signs with a private key what satisfies the rules. */
  public TokenMinter(PrivateSigningKey key, TokenRules rules) {
    this(token -> token.signWith(key.key(), key.algorithm().signature()), rules);
  }

  /** The token, a compact JWS. */
  @SuppressWarnings("JavaUtilDate") // jjwt's builder speaks Date.
  public String mint(Grant grant) {
    Instant now = rules.clock().instant();
    JwtBuilder token =
        Jwts.builder()
            .json(new ClaimsJson.Writing())
            .subject(grant.user().value())
            .issuedAt(Date.from(now))
            .expiration(Date.from(now.plus(grant.lifetime())))
            .claim("caps", grant.caps());
    if (grant.info() != null) {
      token.claim("info", ClaimsJson.value("info", grant.info().toString()));
    }
    rules.issuer().ifPresent(token::issuer);
    rules.audience().ifPresent(audience -> token.audience().add(audience).and());
    return signature.apply(token).compact();
  }
}
