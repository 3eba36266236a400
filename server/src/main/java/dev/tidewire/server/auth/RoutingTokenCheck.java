package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends each token to the kind of key that its header asks for. Immutable.
 *
 * <p>A header cannot make us use a key in another way than ours: a public key is never taken for a
 * secret, whatever {@code alg} says.
 */
final class RoutingTokenCheck implements TokenCheck {
  private final TokenCheck secrets;
  private final TokenCheck publicKeys;

  RoutingTokenCheck(TokenCheck secrets, TokenCheck publicKeys) {
    this.secrets = secrets;
    this.publicKeys = publicKeys;
  }

  @Override
  public CompletionStage<VerifiedToken> check(CompactToken token) {
    try {
      boolean shared = token.header().algorithm().equals(HmacTokenVerifier.ALGORITHM);
      return (shared ? secrets : publicKeys).check(token);
    } catch (Refusal refusal) {
      return CompletableFuture.failedStage(refusal);
    }
  }

  @Override
  public boolean trusts(VerifiedToken verified) {
    return (verified.key() == null ? secrets : publicKeys).trusts(verified);
  }
}
