package dev.tidewire.server.auth;

import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The HS256 keys of one deployment. Immutable.
 *
 * <p>The first signs; all of them verify. A secret is changed without refusing anybody by putting
 * the new one first, and taking the old one away when the last token signed with it has expired.
 */
public final class SigningKeys {
  /** RFC 7518 section 3.2: a key is at least as long as the hash's output. */
  public static final int MIN_BYTES = 32;

  private final List<SecretKey> keys;

  private SigningKeys(List<SecretKey> keys) {
    this.keys = keys;
  }

  /**
   * Keys of these secrets, whose UTF-8 bytes are used as they are.
   *
   * @throws IllegalArgumentException when there is none, or one has fewer than 32 bytes
   */
  public static SigningKeys of(List<Secret> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("At least one secret is needed to verify tokens.");
    }
    return new SigningKeys(secrets.stream().map(SigningKeys::key).toList());
  }

  private static SecretKey key(Secret secret) {
    byte[] bytes = secret.bytes();
    if (bytes.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "A secret for HS256 has at least %d bytes; this one has %d."
              .formatted(MIN_BYTES, bytes.length));
    }
    // The algorithm is fixed here: a longer secret must not turn into an HS512 key.
    return new SecretKeySpec(bytes, "HmacSHA256");
  }

  SecretKey first() {
    return keys.getFirst();
  }

  List<SecretKey> all() {
    return keys;
  }
}
