package dev.tidewire.server.session;

import dev.tidewire.server.protocol.SessionId;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes session ids of 96 random bits. Confined to one loop. */
final class SessionIds {
  private static final int BYTES = 12;

  private final SecureRandom random = new SecureRandom();
  private final byte[] bytes = new byte[BYTES];

  SessionId next() {
    random.nextBytes(bytes);
    return new SessionId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
