package dev.tidewire.server.auth;

import java.util.concurrent.CompletionStage;

/**
 * Verifies tokens with keys of one or several kinds, each time anew. Thread-safe; never blocks. A
 * stage fails with a {@link dev.tidewire.server.protocol.Refusal} and with nothing else.
 */
interface TokenCheck {
  /** Verifies signature and claims. */
  CompletionStage<VerifiedToken> check(CompactToken token);

  /** Whether the key that verified a token earlier is still one that counts. */
  boolean trusts(VerifiedToken verified);
}
