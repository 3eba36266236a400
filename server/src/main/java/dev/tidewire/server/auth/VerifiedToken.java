package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token whose signature and claims were found right once. Its times are looked at again whenever
 * it is used again.
 *
 * @param principal who it speaks for
 * @param notBefore its {@code nbf}, or null when it has none
 * @param key the public key that verified it, or null when it was a shared secret
 */
record VerifiedToken(
    Principal principal, @Nullable Instant notBefore, @Nullable VerificationKey key) {
  /**
   * Checks that it counts now.
   *
   * @throws Refusal when it does not count any more, or not yet
   */
  void requireCurrent(TokenRules rules) {
    Instant now = rules.clock().instant();
    if (now.isAfter(principal.expires().plus(rules.leeway()))) {
      throw Refusals.expired();
    }
    if (notBefore != null && now.isBefore(notBefore.minus(rules.leeway()))) {
      throw Refusals.notYet();
    }
  }
}
