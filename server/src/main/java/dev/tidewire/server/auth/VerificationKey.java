package dev.tidewire.server.auth;

import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import org.jspecify.annotations.Nullable;

/**
 * A public key and the one algorithm that it is used with (RFC 8725 section 3.1). Immutable.
 *
 * @param id the {@code kid} of tokens that it verifies, or null when it has no name
 */
public record VerificationKey(@Nullable String id, TokenAlgorithm algorithm, PublicKey key) {
  /** RFC 7518 sections 3.3 and 3.5. */
  static final int MIN_RSA_BITS = 2048;

  /** A larger one would make each verification dear, and nobody has one. */
  static final int MAX_RSA_BITS = 8192;

  private static final int P256_BITS = 256;
  private static final int P384_BITS = 384;
  private static final int P521_BITS = 521;

  /**
   * A key with the algorithm that its kind has. An RSA key is used with RS256 unless it says
   * otherwise.
   *
   * @throws IllegalArgumentException with a full sentence, when it is too weak or of another kind
   */
  static VerificationKey of(PublicKey key) {
    return new VerificationKey(null, algorithmOf(key), key);
  }

  /**
   * The algorithm of a key, public or private.
   *
   * @throws IllegalArgumentException with a full sentence, when it is too weak or of another kind
   */
  static TokenAlgorithm algorithmOf(Key key) {
    return switch (key) {
      case RSAKey rsa -> ofRsa(rsa.getModulus().bitLength());
      case ECKey ec -> ofCurve(ec.getParams().getOrder().bitLength());
      case EdECKey edwards when edwards.getParams().getName().equals("Ed25519") ->
          TokenAlgorithm.EDDSA;
      default ->
          throw new IllegalArgumentException(
              "A key is RSA, EC on P-256, P-384 or P-521, or Ed25519; this one is something else.");
    };
  }

  private static TokenAlgorithm ofRsa(int bits) {
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new IllegalArgumentException(
          "An RSA key has %d to %d bits; this one has %d."
              .formatted(MIN_RSA_BITS, MAX_RSA_BITS, bits));
    }
    return TokenAlgorithm.RS256;
  }

  private static TokenAlgorithm ofCurve(int bits) {
    return switch (bits) {
      case P256_BITS -> TokenAlgorithm.ES256;
      case P384_BITS -> TokenAlgorithm.ES384;
      case P521_BITS -> TokenAlgorithm.ES512;
      default ->
          throw new IllegalArgumentException(
              "An EC key is on P-256, P-384 or P-521; this one is on another curve.");
    };
  }
}
