package dev.tidewire.server.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What every token must satisfy beside its signature, whatever key signed it.
 *
 * @param leeway how long after {@code exp} and before {@code nbf} a token still counts, for clocks
 *     that disagree; whole seconds
 * @param issuer the {@code iss} that it must have, or empty for any and none
 * @param audience what must be among its {@code aud}, or empty for any and none
 * @param clock tells what time it is
 */
public record TokenRules(
    Duration leeway, Optional<String> issuer, Optional<String> audience, InstantSource clock) {
  /** Rules about times only. */
  public static TokenRules ofTimes(Duration leeway, InstantSource clock) {
    return new TokenRules(leeway, Optional.empty(), Optional.empty(), clock);
  }
}
