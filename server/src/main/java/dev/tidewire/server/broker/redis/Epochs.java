package dev.tidewire.server.broker.redis;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes epochs that never come twice: 64 random bits of this process, and a number. A publish
 * brings one along for the case that its channel needs it, so making one is cheap. Thread-safe.
 */
final class Epochs {
  private final String process =
      Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX);
  private final AtomicLong made = new AtomicLong();

  String next() {
    return process + "-" + Long.toString(made.incrementAndGet(), Character.MAX_RADIX);
  }
}
