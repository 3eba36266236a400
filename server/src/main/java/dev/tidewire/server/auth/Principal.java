package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a verified token speaks for.
 *
 * @param user its {@code sub}
 * @param expires its {@code exp}; the verifier's leeway is not in it
 * @param issued its {@code iat}, or null when it has none
 * @param token its {@code jti}, or null when it has none
 * @param info its {@code info}, or null when it has none
 * @param capabilities its {@code caps}
 */
public record Principal(
    UserId user,
    Instant expires,
    @Nullable Instant issued,
    @Nullable TokenId token,
    @Nullable Payload info,
    Capabilities capabilities) {}
