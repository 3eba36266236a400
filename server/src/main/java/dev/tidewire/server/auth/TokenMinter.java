package dev.tidewire.server.auth;

import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/**
 * Makes tokens that {@link HmacTokenVerifier} takes, signed with the first key; what {@code
 * ./tidewire token} and the demo pages use. Thread-safe.
 */
public final class TokenMinter {
  private final SigningKeys keys;
  private final InstantSource clock;

  /** A minter with these keys. */
  public TokenMinter(SigningKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The token, a compact JWS. */
  @SuppressWarnings("JavaUtilDate") // jjwt's builder speaks Date.
  public String mint(Grant grant) {
    Instant now = clock.instant();
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
    return token.signWith(keys.first(), Jwts.SIG.HS256).compact();
  }
}
