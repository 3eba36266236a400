package dev.tidewire.server.auth;

import static dev.tidewire.server.auth.TestKeys.EC;
import static dev.tidewire.server.auth.TestKeys.OTHER_EC;
import static dev.tidewire.server.auth.TestKeys.jwk;
import static dev.tidewire.server.auth.TestKeys.jwks;
import static dev.tidewire.server.auth.Tokens.NOW;
import static dev.tidewire.server.auth.Tokens.claims;
import static dev.tidewire.server.auth.Tokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.TokenMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CachingTokenVerifierTest {
  private final Metrics metrics = new Metrics();
  private final TokenMetrics counted = new TokenMetrics(metrics);
  private Instant now = NOW;
  private final TokenRules rules = TokenRules.ofTimes(Duration.ofSeconds(5), () -> now);

  private CachingTokenVerifier hmac(int entries) {
    return CachingTokenVerifier.of(
        new HmacTokenVerifier(SigningKeys.of(List.of(Tokens.SECRET)), rules),
        null,
        rules,
        entries,
        counted);
  }

  private static Principal accepted(CompletionStage<Principal> stage) {
    assertThat(stage.toCompletableFuture()).isCompleted();
    return stage.toCompletableFuture().join();
  }

  private static ErrorCode refused(CompletionStage<Principal> stage) {
    CompletableFuture<Principal> result = stage.toCompletableFuture();
    assertThat(result).isCompletedExceptionally();
    return ((Refusal) Refusal.cause(result.exceptionNow())).code();
  }

  private double metric(String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private double hits() {
    return metric("tidewire_token_cache_hits_total");
  }

  @Test
  void verifiesATokenOnce() {
    CachingTokenVerifier verifier = hmac(10);
    String token = signed(claims(",\"caps\":{\"a:*\":[\"*\"]}"));

    Principal first = accepted(verifier.verify(token));
    Principal second = accepted(verifier.verify(token));

    assertThat(second).isSameAs(first);
    assertThat(hits()).isEqualTo(1);
    assertThat(metric("tidewire_token_verifications_total{result=\"accepted\"}")).isEqualTo(1);
  }

  @Test
  void remembersNothingWhenItIsTurnedOff() {
    CachingTokenVerifier verifier = hmac(0);
    String token = signed(claims(""));

    assertThat(accepted(verifier.verify(token))).isNotSameAs(accepted(verifier.verify(token)));
    assertThat(hits()).isZero();
    assertThat(metrics.scrape()).doesNotContain("tidewire_token_cache_entries");
  }

  @Test
  void forgetsTheTokenThatWasUsedLongestAgo() {
    CachingTokenVerifier verifier = hmac(2);
    String one = signed(claims(",\"jti\":\"1\""));
    String two = signed(claims(",\"jti\":\"2\""));
    String three = signed(claims(",\"jti\":\"3\""));
    accepted(verifier.verify(one));
    accepted(verifier.verify(two));
    accepted(verifier.verify(one));
    assertThat(hits()).isEqualTo(1);

    accepted(verifier.verify(three));

    assertThat(metric("tidewire_token_cache_entries")).isEqualTo(2);
    accepted(verifier.verify(one));
    assertThat(hits()).isEqualTo(2);
    accepted(verifier.verify(two));
    assertThat(hits()).isEqualTo(2);
  }

  @Test
  void staysWithinItsBoundWhenItIsCutIntoShards() {
    CachingTokenVerifier verifier = hmac(1024);
    for (int i = 0; i < 3000; i++) {
      accepted(verifier.verify(signed(claims(",\"jti\":\"%d\"".formatted(i)))));
    }
    assertThat(metric("tidewire_token_cache_entries")).isBetween(900.0, 1024.0);
  }

  @Test
  void looksAtTheEndOfATokenEachTime() {
    CachingTokenVerifier verifier = hmac(10);
    String token = signed(claims(""));
    accepted(verifier.verify(token));

    now = NOW.plusSeconds(65);
    accepted(verifier.verify(token));
    assertThat(hits()).isEqualTo(1);

    now = NOW.plusSeconds(66);
    assertThat(refused(verifier.verify(token))).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    assertThat(metric("tidewire_token_verifications_total{result=\"expired\"}")).isEqualTo(1);
    assertThat(metric("tidewire_token_cache_entries")).isZero();
  }

  @Test
  void looksAtTheBeginOfATokenEachTime() {
    CachingTokenVerifier verifier = hmac(10);
    String token = signed(claims(",\"nbf\":%d".formatted(NOW.getEpochSecond())));
    accepted(verifier.verify(token));

    now = NOW.minusSeconds(5);
    accepted(verifier.verify(token));
    now = NOW.minusSeconds(6);

    assertThat(refused(verifier.verify(token))).isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void remembersNoRefusal() {
    CachingTokenVerifier verifier = hmac(10);
    String early = signed(claims(",\"nbf\":%d".formatted(NOW.getEpochSecond() + 10)));
    assertThat(refused(verifier.verify(early))).isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(metric("tidewire_token_cache_entries")).isZero();

    now = NOW.plusSeconds(10);

    assertThat(accepted(verifier.verify(early)).user().value()).isEqualTo("alice");
  }

  @Test
  void takesTheHashOfTheWholeToken() {
    CachingTokenVerifier verifier = hmac(10);
    String token = signed(claims(""));
    accepted(verifier.verify(token));
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);

    assertThat(refused(verifier.verify(unsigned))).isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(refused(verifier.verify(token + "A"))).isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(refused(verifier.verify(token.replace('e', 'é'))))
        .isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(hits()).isZero();
    assertThat(metric("tidewire_token_verifications_total{result=\"invalid\"}")).isEqualTo(3);
  }

  @Test
  void forgetsATokenWhoseKeyIsGoneAndKeepsThoseOfOthers() throws Exception {
    ChangingKeys keys = new ChangingKeys(jwk(EC, "kid", "1"), jwk(OTHER_EC, "kid", "2"));
    try (VerifierPool pool = new VerifierPool(1, 10, counted)) {
      CachingTokenVerifier verifier =
          CachingTokenVerifier.of(null, new PublicKeyTokenVerifier(keys, pool), rules, 10, counted);
      String first = TestKeys.token("ES256", "1", EC);
      String second = TestKeys.token("ES256", "2", OTHER_EC);
      verifier.verify(first).toCompletableFuture().get(10, TimeUnit.SECONDS);
      verifier.verify(second).toCompletableFuture().get(10, TimeUnit.SECONDS);

      keys.change(jwk(OTHER_EC, "kid", "2"));

      assertThat(refused(verifier.verify(first))).isEqualTo(ErrorCode.TOKEN_INVALID);
      assertThat(hits()).isZero();
      assertThat(accepted(verifier.verify(second)).user().value()).isEqualTo("alice");
      assertThat(hits()).isEqualTo(1);
    }
  }

  private final class ChangingKeys implements PublicKeys {
    private volatile KeyRing ring;

    ChangingKeys(String... jwks) {
      ring = KeyRing.of(keys(jwks), rules);
    }

    void change(String... jwks) {
      ring = ring.with(keys(jwks));
    }

    private static List<VerificationKey> keys(String... jwks) {
      return JwkSetReader.read(jwks(jwks)).keys();
    }

    @Override
    public KeyRing current() {
      return ring;
    }

    @Override
    public CompletionStage<KeyRing> newerThan(KeyRing seen) {
      return PublicKeys.fixed(ring).newerThan(seen);
    }
  }

  @Test
  void needsAKey() {
    assertThatThrownBy(() -> CachingTokenVerifier.of(null, null, rules, 10, counted))
        .hasMessage("A secret or a public key is needed to verify tokens.");
  }
}
