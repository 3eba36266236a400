package dev.tidewire.loadtest.driver;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a token (a JWS with HS256) for each user. Thread-safe. */
public final class TokenMinter implements Credentials {
  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private final byte[] secret;
  private final String caps;
  private final Duration lifetime;
  private final InstantSource clock;

  /**
   * A minter.
   *
   * @param caps what the tokens allow, as JSON; servers that know no {@code caps} ignore it
   */
  public TokenMinter(String secret, String caps, Duration lifetime, InstantSource clock) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.caps = caps;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  @Override
  public String token(String user) {
    long expires = clock.instant().plus(lifetime).getEpochSecond();
    String claims = "{\"sub\":\"%s\",\"exp\":%d,\"caps\":%s}".formatted(user, expires, caps);
    String signed =
        encoded(HEADER.getBytes(StandardCharsets.UTF_8))
            + "."
            + encoded(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256.", e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
