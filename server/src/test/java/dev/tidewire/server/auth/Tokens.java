package dev.tidewire.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens by hand, byte for byte, also such as no library would make. */
final class Tokens {
  static final Secret SECRET = new Secret("0123456789abcdef0123456789abcdef");
  static final Secret OTHER = new Secret("fedcba9876543210fedcba9876543210");
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private Tokens() {}

  static String claims(String more) {
    return "{\"sub\":\"alice\",\"exp\":%d%s}".formatted(NOW.getEpochSecond() + 60, more);
  }

  static String signed(String claims) {
    return signed(HS256, claims);
  }

  static String signed(String header, String claims) {
    return signed(header, claims, SECRET, "HmacSHA256");
  }

  static String signed(String header, String claims, Secret secret, String algorithm) {
    String signed = base64(header) + "." + base64(claims);
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.bytes(), algorithm));
      byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HMAC.", e);
    }
  }

  static String base64(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
