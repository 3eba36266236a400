package dev.tidewire.server.session;

import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.websocket.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who the client of a session is, and for how long. Confined to the loop.
 *
 * <p>One timer runs at any time: until {@code connect} its deadline, from then on the end of the
 * token.
 */
final class Admission {
  private enum Stage {
    AWAITING,
    VERIFYING,
    ADMITTED
  }

  private final LoopServices services;
  private final Outlet outlet;
  private Stage stage = Stage.AWAITING;
  private @Nullable String bearerToken;
  private @Nullable Principal principal;
  private @Nullable Timer timer;

  Admission(LoopServices services, Outlet outlet, Optional<String> bearerToken) {
    this.services = services;
    this.outlet = outlet;
    this.bearerToken = bearerToken.orElse(null);
    this.timer =
        services
            .loop()
            .schedule(
                services.options().connectTimeout(),
                () -> outlet.close(CloseReason.CONNECT_TIMEOUT));
  }

  /**
   * Verifies the token of a connect, or the one that the handshake carried when it has none. The
   * stage completes on the loop.
   *
   * @throws Refusal ({@code ALREADY_CONNECTED}) for a second connect
   */
  CompletionStage<Principal> admit(@Nullable String token) {
    if (stage != Stage.AWAITING) {
      throw new Refusal(ErrorCode.ALREADY_CONNECTED, "This session is connected already.");
    }
    stage = Stage.VERIFYING;
    String presented = token != null ? token : bearerToken;
    bearerToken = null;
    return services
        .verifier()
        .verify(presented == null ? "" : presented)
        .thenApplyAsync(this::accept, services.onLoop());
  }

  /**
   * Who the client is.
   *
   * @throws Refusal ({@code NOT_CONNECTED}) when that is not known
   */
  Principal principal() {
    if (principal == null) {
      throw new Refusal(ErrorCode.NOT_CONNECTED, "The first request is \"connect\".");
    }
    return principal;
  }

  /**
   * Puts a newer token of the same user in the place of the old one. The stage completes on the
   * loop.
   */
  CompletionStage<Principal> refresh(String token) {
    Principal current = principal();
    return services
        .verifier()
        .verify(token)
        .thenApplyAsync(
            renewed -> {
              if (!renewed.user().equals(current.user())) {
                throw new Refusal(
                    ErrorCode.TOKEN_INVALID, "A session is refreshed by a token of its own user.");
              }
              return accept(renewed);
            },
            services.onLoop());
  }

  boolean isAdmitted() {
    return principal != null;
  }

  /** Whether the token that it lives on has been revoked since. */
  boolean isRevoked() {
    return principal != null && services.revocations().cover(principal);
  }

  /** Who the client is; null while that is not known. */
  @Nullable Principal known() {
    return principal;
  }

  void end() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /**
   * Asked here and not while the token is verified: whatever is revoked later finds the session
   * admitted.
   */
  private Principal accept(Principal verified) {
    if (services.revocations().cover(verified)) {
      throw new Refusal(ErrorCode.TOKEN_REVOKED, "The token has been revoked.");
    }
    end();
    stage = Stage.ADMITTED;
    principal = verified;
    Duration left =
        Duration.between(services.clock().instant(), verified.expires())
            .plus(services.options().tokenLeeway());
    if (outlet.isOpen()) {
      timer =
          services
              .loop()
              .schedule(
                  left.isNegative() ? Duration.ZERO : left,
                  () -> outlet.close(CloseReason.TOKEN_EXPIRED));
    }
    return verified;
  }
}
