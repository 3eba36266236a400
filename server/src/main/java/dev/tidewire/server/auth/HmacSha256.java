package dev.tidewire.server.auth;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The signatures of one shared secret (HS256, RFC 7518 section 3.2). Thread-safe.
 *
 * <p>Each thread keeps a {@link Mac} that knows the secret: to make one costs more than the
 * signature of a token.
 */
final class HmacSha256 {
  private static final String ALGORITHM = "HmacSHA256";

  private final ThreadLocal<Mac> macs;

  HmacSha256(SecretKey secret) {
    macs = ThreadLocal.withInitial(() -> mac(secret));
  }

  /** Whether this is the signature of the text. The time that it takes does not tell how nearly. */
  boolean isOf(byte[] text, byte[] signature) {
    return MessageDigest.isEqual(macs.get().doFinal(text), signature);
  }

  private static Mac mac(SecretKey secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has HmacSHA256.", e);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("The secret is of no use for HmacSHA256.", e);
    }
  }
}
