package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens that are signed with HS256 and a shared secret (RFC 7515, RFC 7519). Thread-safe;
 * its stages are complete when they are returned, after some tens of microseconds.
 */
public final class HmacTokenVerifier implements TokenVerifier, TokenCheck {
  /** The {@code alg} of its tokens. */
  static final String ALGORITHM = "HS256";

  /** The longest token that is looked at, in characters. */
  public static final int MAX_TOKEN_LENGTH = CompactToken.MAX_LENGTH;

  private final List<TokenParser> parsers;

  /**
   * A verifier with these keys, for tokens of any issuer and audience.
   *
   * @param leeway how long after {@code exp} and before {@code nbf} a token still counts, for
   *     clocks that disagree; whole seconds
   */
  public HmacTokenVerifier(SigningKeys keys, Duration leeway, InstantSource clock) {
    this(keys, TokenRules.ofTimes(leeway, clock));
  }

  /** A verifier with these keys. */
  public HmacTokenVerifier(SigningKeys keys, TokenRules rules) {
    this.parsers = keys.all().stream().map(key -> TokenParser.of(key, rules)).toList();
  }

  @Override
  public CompletionStage<Principal> verify(String token) {
    try {
      return CompletableFuture.completedStage(verified(CompactToken.of(token)).principal());
    } catch (Refusal refusal) {
      return CompletableFuture.failedStage(refusal);
    }
  }

  @Override
  public CompletionStage<VerifiedToken> check(CompactToken token) {
    try {
      return CompletableFuture.completedStage(verified(token));
    } catch (Refusal refusal) {
      return CompletableFuture.failedStage(refusal);
    }
  }

  @Override
  public boolean trusts(VerifiedToken verified) {
    return true; // the secrets do not change while the server runs
  }

  private VerifiedToken verified(CompactToken token) {
    for (TokenParser parser : parsers) {
      @Nullable VerifiedToken verified = parser.parse(token);
      if (verified != null) {
        return verified;
      }
    }
    throw Refusals.wrongSignature();
  }
}
