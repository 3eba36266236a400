package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token to be minted shall say.
 *
 * @param user its {@code sub}
 * @param lifetime from now to its {@code exp}; positive
 * @param caps patterns to operation names, as in {@link Capabilities}
 * @param info its {@code info}, at most 4 KiB of JSON, or null for none
 */
public record Grant(
    UserId user, Duration lifetime, Map<String, List<String>> caps, @Nullable Payload info) {
  /**
   * Checks that a verifier would take it.
   *
   * @throws IllegalArgumentException when a part is out of range
   */
  public Grant {
    if (lifetime.toSeconds() < 1) {
      throw new IllegalArgumentException("A token lives for at least one second.");
    }
    Capabilities.compile(caps, user);
    caps = Map.copyOf(caps);
    info = info == null ? null : ClaimValues.info(ClaimsJson.value("info", info.toString()));
  }

  /**
   * A grant whose parts are texts from outside: a command line or a form.
   *
   * @param caps a JSON object, as in {@code {"chat:*":["*"]}}
   * @param info any JSON value, or null for none
   * @throws IllegalArgumentException with a full sentence, when a part cannot be read
   */
  public static Grant parse(String user, Duration lifetime, String caps, @Nullable String info) {
    return new Grant(
        new UserId(user),
        lifetime,
        ClaimValues.caps(ClaimsJson.value("caps", caps)),
        info == null ? null : Payload.of(info));
  }
}
