package dev.tidewire.server.auth;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureAlgorithm;
import java.util.Optional;

/** The asymmetric signatures that are taken (RFC 7518 section 3.1, RFC 8037 section 3.1). */
public enum TokenAlgorithm {
  RS256("RS256"),
  PS256("PS256"),
  ES256("ES256"),
  ES384("ES384"),
  ES512("ES512"),
  EDDSA("EdDSA");

  private final String wireName;

  TokenAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  /** The one that a header's {@code alg} names, exactly. */
  static Optional<TokenAlgorithm> named(String name) {
    for (TokenAlgorithm algorithm : values()) {
      if (algorithm.wireName.equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** Its name in headers and keys. */
  public String wireName() {
    return wireName;
  }

  SignatureAlgorithm signature() {
    return switch (this) {
      case RS256 -> Jwts.SIG.RS256;
      case PS256 -> Jwts.SIG.PS256;
      case ES256 -> Jwts.SIG.ES256;
      case ES384 -> Jwts.SIG.ES384;
      case ES512 -> Jwts.SIG.ES512;
      case EDDSA -> Jwts.SIG.EdDSA;
    };
  }
}
