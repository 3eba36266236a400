package dev.tidewire.server.app;

import dev.tidewire.server.auth.CachingTokenVerifier;
import dev.tidewire.server.auth.HmacTokenVerifier;
import dev.tidewire.server.auth.JwksKeys;
import dev.tidewire.server.auth.JwksOptions;
import dev.tidewire.server.auth.KeyRing;
import dev.tidewire.server.auth.PublicKeyFiles;
import dev.tidewire.server.auth.PublicKeyTokenVerifier;
import dev.tidewire.server.auth.PublicKeys;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.auth.TokenRules;
import dev.tidewire.server.auth.TokenVerifier;
import dev.tidewire.server.auth.VerificationKey;
import dev.tidewire.server.auth.VerifierPool;
import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.TokenMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses how tokens are verified and minted, and holds what that takes. Thread-safe. */
final class Identity implements AutoCloseable {
  /** Tokens that may wait for a thread; with the slowest signatures that is a few seconds. */
  private static final int QUEUE = 4096;

  private final TokenRules rules;
  private final @Nullable SigningKeys secrets;
  private final TokenVerifier verifier;
  private final List<Runnable> closing = new ArrayList<>();

  private Identity(ServerConfig.Access access, InstantSource clock, Metrics metrics)
      throws IOException {
    rules = rules(access.tokens(), access.tokenLeeway(), clock);
    secrets = access.secrets().isEmpty() ? null : SigningKeys.of(access.secrets());
    TokenMetrics counted = new TokenMetrics(metrics);
    verifier =
        CachingTokenVerifier.of(
            secrets == null ? null : new HmacTokenVerifier(secrets, rules),
            access.tokens().havePublicKeys() ? publicKeys(access.tokens(), counted) : null,
            rules,
            access.tokens().cache(),
            counted);
  }

  /**
   * Reads keys and begins to fetch those that are elsewhere; does not wait for them.
   *
   * @throws IOException when a file of keys cannot be used
   */
  static Identity open(ServerConfig.Access access, InstantSource clock, Metrics metrics)
      throws IOException {
    return new Identity(access, clock, metrics);
  }

  static TokenRules rules(ServerConfig.Tokens tokens, Duration leeway, InstantSource clock) {
    return new TokenRules(leeway, tokens.issuer(), tokens.audience(), clock);
  }

  private PublicKeyTokenVerifier publicKeys(ServerConfig.Tokens tokens, TokenMetrics counted)
      throws IOException {
    List<VerificationKey> files = PublicKeyFiles.read(tokens.publicKeys());
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    VerifierPool pool = new VerifierPool(threads, QUEUE, counted);
    closing.add(pool::close);
    if (tokens.jwksUrl().isEmpty()) {
      return new PublicKeyTokenVerifier(PublicKeys.fixed(KeyRing.of(files, rules)), pool);
    }
    JwksOptions options = JwksOptions.defaults(tokens.jwksUrl().get());
    JwksKeys keys = JwksKeys.start(options, files, rules, counted);
    closing.add(keys::close);
    return new PublicKeyTokenVerifier(keys, pool);
  }

  TokenVerifier verifier() {
    return verifier;
  }

  /**
   * Makes tokens that the verifier takes.
   *
   * @throws IllegalStateException when there is no secret to sign them with
   */
  TokenMinter minter() {
    if (secrets == null) {
      throw new IllegalStateException("There is no secret to sign tokens with.");
    }
    return new TokenMinter(secrets, rules);
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
