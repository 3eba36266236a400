package dev.tidewire.server.auth;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.TokenMetrics;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One token verified, on the thread that it is measured on; and one that is remembered. */
@State(Scope.Benchmark)
public class TokenBenchmark {
  private static final String CLAIMS = Tokens.claims(",\"caps\":{\"chat:*\":[\"*\"]}");

  private final TokenRules rules =
      TokenRules.ofTimes(Duration.ofSeconds(5), InstantSource.fixed(Tokens.NOW));
  private final CompactToken hmacToken = CompactToken.of(Tokens.signed(CLAIMS));
  private final HmacTokenVerifier hmac =
      new HmacTokenVerifier(SigningKeys.of(List.of(Tokens.SECRET)), rules);
  private final CachingTokenVerifier cached =
      CachingTokenVerifier.of(hmac, null, rules, 10, new TokenMetrics(new Metrics()));
  private final CompactToken rsaToken = token("RS256", TestKeys.RSA);
  private final TokenParser rsa = parser(TestKeys.RSA);
  private final CompactToken ecToken = token("ES256", TestKeys.EC);
  private final TokenParser ec = parser(TestKeys.EC);
  private final CompactToken edToken = token("EdDSA", TestKeys.ED);
  private final TokenParser ed = parser(TestKeys.ED);

  private static CompactToken token(String algorithm, KeyPair keys) {
    return CompactToken.of(TestKeys.token(algorithm, "", CLAIMS, keys));
  }

  private TokenParser parser(KeyPair keys) {
    return TokenParser.of(VerificationKey.of(keys.getPublic()), rules);
  }

  @Benchmark
  public Object hs256() {
    return hmac.check(hmacToken).toCompletableFuture().join();
  }

  @Benchmark
  public Object cacheHit() {
    return cached.verify(hmacToken.text()).toCompletableFuture().join();
  }

  @Benchmark
  public Object rs256() {
    return Objects.requireNonNull(rsa.parse(rsaToken));
  }

  @Benchmark
  public Object es256() {
    return Objects.requireNonNull(ec.parse(ecToken));
  }

  @Benchmark
  public Object ed25519() {
    return Objects.requireNonNull(ed.parse(edToken));
  }
}
