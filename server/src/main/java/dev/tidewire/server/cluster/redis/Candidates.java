package dev.tidewire.server.cluster.redis;

import java.security.SecureRandom;

/** Makes epochs that never come twice: 96 random bits. Thread-safe. */
final class Candidates {
  private final SecureRandom random = new SecureRandom();

  String next() {
    return Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX)
        + Integer.toUnsignedString(random.nextInt(), Character.MAX_RADIX);
  }
}
