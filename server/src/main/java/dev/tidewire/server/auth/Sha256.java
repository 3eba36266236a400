package dev.tidewire.server.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 (FIPS 180-4). Thread-safe.
 *
 * <p>Each thread keeps one: a search through the security providers costs as much as the digest of
 * a token.
 */
final class Sha256 {
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::find);

  private Sha256() {}

  /** The 32 bytes of the digest. */
  static byte[] digest(byte[] text) {
    return DIGEST.get().digest(text);
  }

  private static MessageDigest find() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
