package dev.tidewire.server.auth;

import static dev.tidewire.server.auth.TestKeys.EC;
import static dev.tidewire.server.auth.TestKeys.EC384;
import static dev.tidewire.server.auth.TestKeys.EC521;
import static dev.tidewire.server.auth.TestKeys.ED;
import static dev.tidewire.server.auth.TestKeys.OTHER_EC;
import static dev.tidewire.server.auth.TestKeys.OTHER_RSA;
import static dev.tidewire.server.auth.TestKeys.RSA;
import static dev.tidewire.server.auth.TestKeys.jwk;
import static dev.tidewire.server.auth.TestKeys.jwks;
import static dev.tidewire.server.auth.TestKeys.token;
import static dev.tidewire.server.auth.Tokens.NOW;
import static dev.tidewire.server.auth.Tokens.base64;
import static dev.tidewire.server.auth.Tokens.claims;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.TokenMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.UserId;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PublicKeyTokenVerifierTest {
  private static final TokenRules RULES =
      TokenRules.ofTimes(Duration.ofSeconds(5), InstantSource.fixed(NOW));

  private final Metrics metrics = new Metrics();
  private final VerifierPool pool = new VerifierPool(1, 1, new TokenMetrics(metrics));

  @AfterEach
  void stop() {
    pool.close();
  }

  private static List<VerificationKey> set(String... jwks) {
    return JwkSetReader.read(jwks(jwks)).keys();
  }

  private CompletionStage<VerifiedToken> check(String token, List<VerificationKey> keys) {
    return new PublicKeyTokenVerifier(PublicKeys.fixed(KeyRing.of(keys, RULES)), pool)
        .check(CompactToken.of(token));
  }

  private VerifiedToken accepted(String token, List<VerificationKey> keys) throws Exception {
    return check(token, keys).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Refusal refused(String token, List<VerificationKey> keys) throws Exception {
    return refusal(check(token, keys));
  }

  private static Refusal refusal(CompletionStage<?> stage) throws Exception {
    try {
      Object accepted = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
      throw new AssertionError("accepted: " + accepted);
    } catch (ExecutionException e) {
      return (Refusal) Refusal.cause(Objects.requireNonNull(e.getCause()));
    }
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
        arguments("RS256", RSA),
        arguments("ES256", EC),
        arguments("ES384", EC384),
        arguments("ES512", EC521),
        arguments("EdDSA", ED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void takesATokenOfThePrivateKey(String algorithm, KeyPair keys) throws Exception {
    VerifiedToken verified = accepted(token(algorithm, "", keys), TestKeys.verification(keys));

    assertThat(verified.principal().user()).isEqualTo(new UserId("alice"));
    assertThat(verified.key()).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void takesAKeyOfASet(String algorithm, KeyPair keys) throws Exception {
    List<VerificationKey> set = set(jwk(keys, "kid", "k", "alg", algorithm, "use", "sig"));

    assertThat(accepted(token(algorithm, "k", keys), set).principal().user().value())
        .isEqualTo("alice");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void refusesAChangedToken(String algorithm, KeyPair keys) throws Exception {
    String good = token(algorithm, "", keys);
    String changed =
        good.replaceFirst("\\..*\\.", "." + base64(claims(",\"caps\":{\"*\":[\"*\"]}")) + ".");

    assertThat(refused(changed, TestKeys.verification(keys)).sentence())
        .isEqualTo("The token's signature does not fit.");
  }

  @Test
  void usesAnRsaKeyWithTheOneAlgorithmThatItSays() throws Exception {
    List<VerificationKey> pss = set(jwk(RSA, "alg", "PS256"));

    assertThat(accepted(token("PS256", "", RSA), pss).principal().user().value())
        .isEqualTo("alice");
    assertThat(refused(token("RS256", "", RSA), pss).code()).isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(refused(token("PS256", "", RSA), TestKeys.verification(RSA)).code())
        .isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  static Stream<Arguments> corpus() {
    String good = token("RS256", "", RSA);
    String unsigned = good.substring(0, good.lastIndexOf('.'));
    Secret der = new Secret(new String(RSA.getPublic().getEncoded(), UTF_8));
    Secret pem = new Secret(TestKeys.pem(RSA.getPublic()));
    String hs256 = "{\"alg\":\"HS256\"}";
    return Stream.of(
        arguments("HS256 with the public key", Tokens.signed(hs256, claims(""), pem, "HmacSHA256")),
        arguments("HS256 with its bytes", Tokens.signed(hs256, claims(""), der, "HmacSHA256")),
        arguments(
            "RS256 with an HMAC of the public key",
            Tokens.signed("{\"alg\":\"RS256\"}", claims(""), pem, "HmacSHA256")),
        arguments("none", base64("{\"alg\":\"none\"}") + "." + base64(claims("")) + "."),
        arguments("nOnE", base64("{\"alg\":\"nOnE\"}") + "." + base64(claims("")) + "."),
        arguments(
            "none with a signature", good.replaceFirst("[^.]*", base64("{\"alg\":\"none\"}"))),
        arguments("no signature", unsigned + "."),
        arguments("RS512", token("RS512", "", RSA)),
        arguments("lower case", good.replaceFirst("[^.]*", base64("{\"alg\":\"rs256\"}"))),
        arguments("alg a list", good.replaceFirst("[^.]*", base64("{\"alg\":[\"RS256\"]}"))),
        arguments(
            "kid a number", good.replaceFirst("[^.]*", base64("{\"alg\":\"RS256\",\"kid\":1}"))),
        arguments(
            "ES256 of the RSA key's bytes",
            good.replaceFirst("[^.]*", base64("{\"alg\":\"ES256\"}"))),
        arguments(
            "an ECDSA signature of zeros",
            base64("{\"alg\":\"ES256\"}") + "." + base64(claims("")) + "." + "A".repeat(86)),
        arguments(
            "its own key",
            Tokens.base64("{\"alg\":\"RS256\",\"jwk\":%s}".formatted(jwk(OTHER_RSA)))
                + good.substring(good.indexOf('.'))),
        arguments("another key", token("RS256", "", OTHER_RSA)),
        arguments("a header only", base64(hs256)),
        arguments("a long kid", token("RS256", "k".repeat(256), RSA)),
        arguments("no exp", token("RS256", "", "{\"sub\":\"alice\"}", RSA)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void refusesWhatThePrivateKeyDidNotSign(String what, String token) throws Exception {
    Refusal refusal = refused(token, TestKeys.verification(RSA, EC, ED));

    assertThat(refusal.code()).as(what).isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(refusal.sentence()).doesNotContain("alice", "eyJ", "Exception");
  }

  @Test
  void keepsSecretsAndPublicKeysApart() throws Exception {
    SigningKeys secrets = SigningKeys.of(List.of(Tokens.SECRET));
    CachingTokenVerifier both =
        CachingTokenVerifier.of(
            new HmacTokenVerifier(secrets, RULES),
            new PublicKeyTokenVerifier(
                PublicKeys.fixed(KeyRing.of(TestKeys.verification(RSA), RULES)), pool),
            RULES,
            10,
            new TokenMetrics(new Metrics()));
    Secret pem = new Secret(TestKeys.pem(RSA.getPublic()));

    assertThat(user(both.verify(token("RS256", "", RSA)))).isEqualTo("alice");
    assertThat(user(both.verify(Tokens.signed(claims(""))))).isEqualTo("alice");
    for (String forged :
        List.of(
            Tokens.signed("{\"alg\":\"HS256\"}", claims(""), pem, "HmacSHA256"),
            Tokens.signed("{\"alg\":\"RS256\"}", claims("")),
            Tokens.signed("{\"alg\":\"none\"}", claims("")))) {
      assertThat(refusal(both.verify(forged)).code()).isEqualTo(ErrorCode.TOKEN_INVALID);
    }
  }

  private static String user(CompletionStage<Principal> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS).user().value();
  }

  @Test
  void takesTheKeyThatATokenNames() throws Exception {
    List<VerificationKey> set =
        set(jwk(EC, "kid", "one"), jwk(OTHER_EC, "kid", "two"), jwk(RSA, "kid", "two"));

    assertThat(accepted(token("ES256", "two", OTHER_EC), set).key()).isEqualTo(set.get(1));
    assertThat(accepted(token("RS256", "two", RSA), set).key()).isEqualTo(set.get(2));
    assertThat(refused(token("ES256", "one", OTHER_EC), set).code())
        .isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(refused(token("ES256", "three", EC), set).code()).isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void triesNamelessKeysOnATokenThatNamesAnother() throws Exception {
    List<VerificationKey> keys = TestKeys.verification(EC);

    assertThat(accepted(token("ES256", "whatever", EC), keys).key()).isEqualTo(keys.getFirst());
  }

  @Test
  void triesEightKeysOnATokenWithoutANameAndNoMore() throws Exception {
    List<KeyPair> pairs = IntStream.range(0, 9).mapToObj(_ -> TestKeys.ec()).toList();
    List<VerificationKey> keys = TestKeys.verification(pairs.toArray(KeyPair[]::new));

    assertThat(accepted(token("ES256", "", pairs.get(7)), keys).key()).isEqualTo(keys.get(7));
    assertThat(refused(token("ES256", "", pairs.get(8)), keys).code())
        .isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void demandsIssuerAndAudienceWhenTheyAreSet() throws Exception {
    TokenRules rules =
        new TokenRules(
            Duration.ZERO, Optional.of("https://idp"), Optional.of("tide"), RULES.clock());
    PublicKeyTokenVerifier verifier =
        new PublicKeyTokenVerifier(
            PublicKeys.fixed(KeyRing.of(TestKeys.verification(EC), rules)), pool);

    for (String aud : List.of("\"tide\"", "[\"other\",\"tide\"]")) {
      String token = token("ES256", "", claims(",\"iss\":\"https://idp\",\"aud\":" + aud), EC);
      assertThat(
              verifier
                  .check(CompactToken.of(token))
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS))
          .isNotNull();
    }
    for (String wrong :
        List.of(
            "",
            ",\"iss\":\"https://idp\"",
            ",\"aud\":\"tide\"",
            ",\"iss\":\"https://idp/\",\"aud\":\"tide\"",
            ",\"iss\":\"https://idp\",\"aud\":\"tide2\"",
            ",\"iss\":\"https://idp\",\"aud\":[]",
            ",\"iss\":[\"https://idp\"],\"aud\":\"tide\"")) {
      String token = token("ES256", "", claims(wrong), EC);
      assertThat(refusal(verifier.check(CompactToken.of(token))).code())
          .as(wrong)
          .isEqualTo(ErrorCode.TOKEN_INVALID);
    }
  }

  @Test
  void refusesForNowWhatTheQueueCannotHold() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    CompletableFuture<Void> busy =
        pool.<Void>run(
                () -> {
                  begun.countDown();
                  await(released);
                  return null;
                })
            .toCompletableFuture();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    String token = token("ES256", "", EC);

    CompletableFuture<VerifiedToken> queued =
        check(token, TestKeys.verification(EC)).toCompletableFuture();
    Refusal refusal = refused(token, TestKeys.verification(EC));

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal.code().retryHelps()).isTrue();
    assertThat(metrics.scrape())
        .contains("tidewire_token_queue 1.0", "tidewire_token_queue_refusals_total 1.0");
    assertThat(queued).isNotDone();
    released.countDown();
    assertThat(queued.get(10, TimeUnit.SECONDS).principal().user().value()).isEqualTo("alice");
    assertThat(busy).isCompleted();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
