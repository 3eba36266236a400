package dev.tidewire.server.auth;

import java.util.concurrent.CompletionStage;

/**
 * Turns tokens into principals.
 *
 * <p>May be called from any thread, also from a loop, and never blocks. The stage may complete on
 * another thread than the caller's, and may be complete when it is returned. It fails with a {@link
 * dev.tidewire.server.protocol.Refusal} ({@code TOKEN_INVALID} or {@code TOKEN_EXPIRED}) and with
 * nothing else; the refusal's sentence holds no part of the token.
 */
public interface TokenVerifier {
  /** Verifies a compact JWS; {@code token} is what the client sent, unchecked. */
  CompletionStage<Principal> verify(String token);
}
