package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens that are signed with a private key, against the public keys. Thread-safe; the
 * caller's thread reads the header only, signatures are verified in the pool.
 */
public final class PublicKeyTokenVerifier implements TokenCheck {
  private final PublicKeys keys;
  private final VerifierPool pool;

  /** A verifier with these keys, on the threads of this pool. */
  public PublicKeyTokenVerifier(PublicKeys keys, VerifierPool pool) {
    this.keys = keys;
    this.pool = pool;
  }

  @Override
  public CompletionStage<VerifiedToken> check(CompactToken token) {
    try {
      CompactToken.Header header = token.header();
      TokenAlgorithm algorithm =
          TokenAlgorithm.named(header.algorithm()).orElseThrow(Refusals::malformed);
      return new Attempt(token, algorithm, header.keyId()).start();
    } catch (Refusal refusal) {
      return CompletableFuture.failedStage(refusal);
    }
  }

  @Override
  public boolean trusts(VerifiedToken verified) {
    return verified.key() != null && keys.current().contains(verified.key());
  }

  /** One token on its way. */
  private final class Attempt {
    private final CompactToken token;
    private final TokenAlgorithm algorithm;
    private final @Nullable String keyId;

    Attempt(CompactToken token, TokenAlgorithm algorithm, @Nullable String keyId) {
      this.token = token;
      this.algorithm = algorithm;
      this.keyId = keyId;
    }

    CompletionStage<VerifiedToken> start() {
      KeyRing ring = keys.current();
      return with(ring)
          .thenCompose(verified -> {
            if (verified.isPresent()) {
              return CompletableFuture.completedStage(verified.get());
            }
            if (ring.settles(algorithm, keyId)) {
              return CompletableFuture.failedStage(Refusals.wrongSignature());
            }
            return keys.newerThan(ring)
                .thenCompose(this::with)
                .thenApply(second -> second.orElseThrow(Refusals::wrongSignature));
          });
    }

    private CompletionStage<Optional<VerifiedToken>> with(KeyRing ring) {
      List<TokenParser> candidates = ring.candidates(algorithm, keyId);
      return candidates.isEmpty()
          ? CompletableFuture.completedStage(Optional.empty())
          : pool.run(() -> first(candidates));
    }

    private Optional<VerifiedToken> first(List<TokenParser> candidates) {
      for (TokenParser candidate : candidates) {
        @Nullable VerifiedToken verified = candidate.parse(token);
        if (verified != null) {
          return Optional.of(verified);
        }
      }
      return Optional.empty();
    }
  }
}
