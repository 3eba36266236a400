package dev.tidewire.server.auth;

import static dev.tidewire.server.auth.JwksServer.set;
import static dev.tidewire.server.auth.JwksServer.status;
import static dev.tidewire.server.auth.TestKeys.EC;
import static dev.tidewire.server.auth.TestKeys.ED;
import static dev.tidewire.server.auth.TestKeys.OTHER_EC;
import static dev.tidewire.server.auth.TestKeys.jwk;
import static dev.tidewire.server.auth.TestKeys.jwks;
import static dev.tidewire.server.auth.TestKeys.token;
import static dev.tidewire.server.auth.Tokens.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.TokenMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JwksKeysTest {
  private static final TokenRules RULES =
      TokenRules.ofTimes(Duration.ZERO, InstantSource.fixed(NOW));
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(20);

  private final Metrics metrics = new Metrics();
  private final TokenMetrics counted = new TokenMetrics(metrics);
  private final VerifierPool pool = new VerifierPool(1, 100, counted);
  private final JwksServer server = JwksServer.start(set(jwks(jwk(EC, "kid", "one"))));
  private @Nullable JwksKeys keys;

  @AfterEach
  void stop() {
    if (keys != null) {
      keys.close();
    }
    pool.close();
    server.close();
  }

  /** Fetches once, and then only when a token asks for it. */
  private JwksOptions options() {
    return options(NEVER, Duration.ZERO);
  }

  private JwksOptions options(Duration age, Duration unknownKeyPause) {
    return new JwksOptions(
        server.url(), Duration.ofSeconds(5), 4096, age, NEVER, age, age, age, unknownKeyPause, 3);
  }

  private PublicKeyTokenVerifier start(JwksOptions options, VerificationKey... others) {
    return new PublicKeyTokenVerifier(open(options, others), pool);
  }

  private JwksKeys open(JwksOptions options, VerificationKey... others) {
    JwksKeys opened = JwksKeys.start(options, List.of(others), RULES, counted);
    keys = opened;
    return opened;
  }

  private KeyRing ring() {
    return Objects.requireNonNull(keys).current();
  }

  private static @Nullable String key(PublicKeyTokenVerifier verifier, String token)
      throws Exception {
    VerifiedToken verified =
        verifier.check(CompactToken.of(token)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    return Objects.requireNonNull(verified.key()).id();
  }

  private static ErrorCode refusal(PublicKeyTokenVerifier verifier, String token) throws Exception {
    try {
      throw new AssertionError(key(verifier, token));
    } catch (ExecutionException e) {
      return ((Refusal) Refusal.cause(Objects.requireNonNull(e.getCause()))).code();
    }
  }

  private double metric(String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private void awaitMetric(String name, double least) {
    await().until(() -> metric(name) >= least);
  }

  @Test
  void verifiesWithWhatIsPublished() throws Exception {
    PublicKeyTokenVerifier verifier = start(options());

    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
    assertThat(metric("tidewire_jwks_keys")).isEqualTo(1);
    assertThat(metric("tidewire_jwks_fetches_total{result=\"changed\"}")).isEqualTo(1);
  }

  @Test
  void fetchesAgainForAKeyThatItDoesNotKnow() throws Exception {
    PublicKeyTokenVerifier verifier = start(options());
    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");

    server.answer(set(jwks(jwk(EC, "kid", "one"), jwk(OTHER_EC, "kid", "two"))));

    assertThat(key(verifier, token("ES256", "two", OTHER_EC))).isEqualTo("two");
    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
    assertThat(server.requests()).isEqualTo(2);
    assertThat(refusal(verifier, token("ES256", "three", EC))).isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void fetchesOnceForACrowdOfUnknownKeysAndAsksThemToTryAgain() throws Exception {
    PublicKeyTokenVerifier verifier = start(options(NEVER, NEVER));
    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");

    for (int i = 0; i < 20; i++) {
      assertThat(refusal(verifier, token("ES256", "unknown" + i, OTHER_EC)))
          .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void letsAFewTokensWaitForAFetchAndRefusesMoreForNow() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    server.answer(exchange -> {
      try {
        released.await();
      } catch (InterruptedException e) {
        return;
      }
      set(jwks(jwk(EC, "kid", "one"))).give(exchange);
    });
    PublicKeyTokenVerifier verifier = start(options());
    String token = token("ES256", "one", EC);

    List<CompletableFuture<VerifiedToken>> waiting =
        IntStream.range(0, 3)
            .mapToObj(_ -> verifier.check(CompactToken.of(token)).toCompletableFuture())
            .toList();

    assertThat(refusal(verifier, token)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    released.countDown();
    for (CompletableFuture<VerifiedToken> one : waiting) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void refusesForNowUntilKeysAreThereAndThenHealsByItself() throws Exception {
    URI url = server.url();
    server.close();
    PublicKeyTokenVerifier verifier = start(options(SOON, NEVER));
    awaitMetric("tidewire_jwks_fetches_total{result=\"failed\"}", 2);
    assertThat(refusal(verifier, token("ES256", "one", EC))).isEqualTo(ErrorCode.UNAVAILABLE);

    try (JwksServer revived = JwksServer.start(url.getPort(), set(jwks(jwk(EC, "kid", "one"))))) {
      awaitMetric("tidewire_jwks_keys", 1);
      assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
      assertThat(revived.requests()).isPositive();
    }
  }

  @Test
  void keepsTheKeysThatItHasWhileFetchesFail() throws Exception {
    PublicKeyTokenVerifier verifier = start(options(SOON, NEVER));
    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");

    for (JwksServer.Answer wrong :
        Stream.of(
                status(500),
                status(404),
                status(304),
                set("<html>"),
                set("{\"keys\":[]}"),
                set(jwks(jwk(EC, "kid", "two", "use", "enc"))),
                set(jwks(jwk(EC, "kid", "two")) + " ".repeat(4096)))
            .toList()) {
      double failed = metric("tidewire_jwks_fetches_total{result=\"failed\"}");
      server.answer(wrong);
      awaitMetric("tidewire_jwks_fetches_total{result=\"failed\"}", failed + 2);
      assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
    }

    server.answer(set(jwks(jwk(OTHER_EC, "kid", "two"))));
    awaitMetric("tidewire_jwks_fetches_total{result=\"changed\"}", 2);
    assertThat(key(verifier, token("ES256", "two", OTHER_EC))).isEqualTo("two");
  }

  @Test
  void takesAnAnswerOfTheLargestSizeAndNotOneByteMore() {
    String jwks = jwks(jwk(EC, "kid", "one"));
    server.answer(set(jwks + " ".repeat(4096 - jwks.length())));
    JwksKeys first = open(options());
    awaitMetric("tidewire_jwks_fetches_total{result=\"changed\"}", 1);
    first.close();

    server.answer(set(jwks + " ".repeat(4097 - jwks.length())));
    JwksKeys second = open(options());
    awaitMetric("tidewire_jwks_fetches_total{result=\"failed\"}", 1);
    assertThat(second.current().keys()).isEmpty();
  }

  @Test
  void givesUpOnAnAnswerThatDoesNotEnd() {
    server.answer(exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    JwksOptions patient = options();
    var _ =
        start(
            new JwksOptions(
                patient.url(),
                Duration.ofMillis(300),
                patient.maxBytes(),
                NEVER,
                NEVER,
                NEVER,
                NEVER,
                NEVER,
                NEVER,
                3));

    awaitMetric("tidewire_jwks_fetches_total{result=\"failed\"}", 1);
  }

  @Test
  void followsNoRedirect() {
    try (JwksServer elsewhere = JwksServer.start(set(jwks(jwk(OTHER_EC, "kid", "two"))))) {
      server.answer(exchange -> {
        exchange.getResponseHeaders().set("Location", elsewhere.url().toString());
        exchange.sendResponseHeaders(302, -1);
      });
      var _ = start(options());

      awaitMetric("tidewire_jwks_fetches_total{result=\"failed\"}", 1);
      assertThat(elsewhere.requests()).isZero();
    }
  }

  @Test
  void asksOnlyForWhatHasChanged() throws Exception {
    server.answer(set(jwks(jwk(EC, "kid", "one")), "ETag", "\"v1\""));
    PublicKeyTokenVerifier verifier = start(options(SOON, NEVER));
    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
    KeyRing ring = ring();

    server.answer(status(304));
    awaitMetric("tidewire_jwks_fetches_total{result=\"unchanged\"}", 2);

    assertThat(server.tags()).startsWith("").endsWith("\"v1\"");
    assertThat(ring()).isSameAs(ring);
    assertThat(metric("tidewire_jwks_fetches_total{result=\"failed\"}")).isZero();
  }

  @Test
  void usesKeysOfFilesBesideThoseThatAreFetched() throws Exception {
    server.answer(status(500));
    PublicKeyTokenVerifier verifier =
        start(options(SOON, NEVER), VerificationKey.of(ED.getPublic()));
    assertThat(key(verifier, token("EdDSA", "", ED))).isNull();
    assertThat(refusal(verifier, token("ES256", "one", EC))).isEqualTo(ErrorCode.UNAVAILABLE);

    server.answer(set(jwks(jwk(EC, "kid", "one"))));
    awaitMetric("tidewire_jwks_keys", 2);

    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
    assertThat(key(verifier, token("EdDSA", "", ED))).isNull();
  }

  @Test
  void passesOverKeysThatShouldNotBePublished() throws Exception {
    server.answer(
        set(
            jwks(
                jwk(TestKeys.rsa(1024), "kid", "weak"),
                jwk(OTHER_EC, "kid", "leaked", "d", "AAAA"),
                jwk(EC, "kid", "one"))));
    PublicKeyTokenVerifier verifier = start(options());

    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");
    assertThat(refusal(verifier, token("ES256", "leaked", OTHER_EC)))
        .isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void refusesForNowWhatComesAfterTheEnd() throws Exception {
    JwksKeys opened = open(options());
    PublicKeyTokenVerifier verifier = new PublicKeyTokenVerifier(opened, pool);
    assertThat(key(verifier, token("ES256", "one", EC))).isEqualTo("one");

    opened.close();

    assertThat(refusal(verifier, token("ES256", "two", OTHER_EC))).isEqualTo(ErrorCode.UNAVAILABLE);
  }
}
