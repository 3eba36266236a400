package dev.tidewire.server.auth;

import dev.tidewire.server.metrics.TokenMetrics;
import dev.tidewire.server.metrics.TokenMetrics.Result;
import dev.tidewire.server.protocol.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a token once and remembers it, so that a crowd that reconnects does not pay for its
 * signatures again; counts what becomes of tokens. Thread-safe.
 *
 * <p>Only what was accepted is remembered, by the hash of the whole token. Each use looks at {@code
 * exp}, {@code nbf} and the key again; whether a token is revoked is asked by whoever admits it.
 */
public final class CachingTokenVerifier implements TokenVerifier {
  private final TokenCheck check;
  private final TokenRules rules;
  private final @Nullable TokenCache cache;
  private final TokenMetrics metrics;

  private CachingTokenVerifier(
      TokenCheck check, TokenRules rules, @Nullable TokenCache cache, TokenMetrics metrics) {
    this.check = check;
    this.rules = rules;
    this.cache = cache;
    this.metrics = metrics;
  }

  /**
   * A verifier of tokens of these kinds.
   *
   * @param secrets for tokens of a shared secret, or null when there is none
   * @param publicKeys for tokens of private keys, or null when there are none
   * @param entries tokens to remember; 0 for none
   * @throws IllegalArgumentException when there are keys of no kind
   */
  public static CachingTokenVerifier of(
      @Nullable HmacTokenVerifier secrets,
      @Nullable PublicKeyTokenVerifier publicKeys,
      TokenRules rules,
      int entries,
      TokenMetrics metrics) {
    @Nullable TokenCache cache = entries == 0 ? null : new TokenCache(entries);
    if (cache != null) {
      metrics.showCache(cache::size);
    }
    return new CachingTokenVerifier(check(secrets, publicKeys), rules, cache, metrics);
  }

  private static TokenCheck check(
      @Nullable HmacTokenVerifier secrets, @Nullable PublicKeyTokenVerifier publicKeys) {
    if (secrets != null && publicKeys != null) {
      return new RoutingTokenCheck(secrets, publicKeys);
    }
    if (secrets != null) {
      return secrets;
    }
    if (publicKeys != null) {
      return publicKeys;
    }
    throw new IllegalArgumentException("A secret or a public key is needed to verify tokens.");
  }

  @Override
  public CompletionStage<Principal> verify(String text) {
    try {
      CompactToken token = CompactToken.of(text);
      return cache == null ? anew(token, null) : remembered(cache, token);
    } catch (Refusal refusal) {
      count(refusal);
      return CompletableFuture.failedStage(refusal);
    }
  }

  private CompletionStage<Principal> remembered(TokenCache cache, CompactToken token) {
    TokenCache.Key key = TokenCache.Key.of(token);
    @Nullable VerifiedToken known = cache.get(key);
    if (known == null) {
      return anew(token, key);
    }
    if (!check.trusts(known)) {
      cache.remove(key);
      return anew(token, key);
    }
    try {
      known.requireCurrent(rules);
    } catch (Refusal refusal) {
      cache.remove(key);
      throw refusal;
    }
    metrics.cacheHit();
    return CompletableFuture.completedStage(known.principal());
  }

  private CompletionStage<Principal> anew(CompactToken token, TokenCache.@Nullable Key key) {
    return check
        .check(token)
        .handle((verified, failure) -> {
          if (verified == null) {
            throw refusal(failure);
          }
          metrics.verified(Result.ACCEPTED);
          if (cache != null && key != null) {
            cache.put(key, verified);
          }
          return verified.principal();
        });
  }

  private Refusal refusal(@Nullable Throwable failure) {
    if (failure != null && Refusal.cause(failure) instanceof Refusal refusal) {
      count(refusal);
      return refusal;
    }
    throw new IllegalStateException("A token was neither accepted nor refused.", failure);
  }

  private void count(Refusal refusal) {
    metrics.verified(
        switch (refusal.code()) {
          case TOKEN_EXPIRED -> Result.EXPIRED;
          case UNAVAILABLE -> Result.UNAVAILABLE;
          default -> Result.INVALID;
        });
  }
}
