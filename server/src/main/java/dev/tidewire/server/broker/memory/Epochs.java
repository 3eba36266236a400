package dev.tidewire.server.broker.memory;

import java.security.SecureRandom;
import java.util.function.Supplier;

/** Makes epochs that never come twice: 64 random bits each. Thread-safe. */
final class Epochs implements Supplier<String> {
  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    return Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
  }
}
