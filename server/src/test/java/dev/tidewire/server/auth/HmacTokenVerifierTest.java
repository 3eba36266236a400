package dev.tidewire.server.auth;

import static dev.tidewire.server.auth.Tokens.HS256;
import static dev.tidewire.server.auth.Tokens.NOW;
import static dev.tidewire.server.auth.Tokens.OTHER;
import static dev.tidewire.server.auth.Tokens.SECRET;
import static dev.tidewire.server.auth.Tokens.base64;
import static dev.tidewire.server.auth.Tokens.claims;
import static dev.tidewire.server.auth.Tokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.UserId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HmacTokenVerifierTest {
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  private static CompletableFuture<Principal> verify(String token, Instant now, Secret... secrets) {
    SigningKeys keys = SigningKeys.of(List.of(secrets));
    return new HmacTokenVerifier(keys, LEEWAY, InstantSource.fixed(now))
        .verify(token)
        .toCompletableFuture();
  }

  /** By a verifier that has met no token, and by one that knows the header. */
  private static Principal accepted(String token) {
    HmacTokenVerifier verifier =
        new HmacTokenVerifier(SigningKeys.of(List.of(SECRET)), LEEWAY, InstantSource.fixed(NOW));
    Principal first = accepted(verifier, token);
    assertThat(accepted(verifier, token)).usingRecursiveComparison().isEqualTo(first);
    return first;
  }

  private static Principal accepted(HmacTokenVerifier verifier, String token) {
    CompletableFuture<Principal> result = verifier.verify(token).toCompletableFuture();
    assertThat(result).isDone();
    return result.join();
  }

  /** By a verifier that has accepted a token with this header before. */
  private static CompletableFuture<Principal> verifyFamiliar(
      String header, String token, Instant now) {
    AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    HmacTokenVerifier verifier =
        new HmacTokenVerifier(SigningKeys.of(List.of(SECRET)), LEEWAY, clock::get);
    accepted(verifier, signed(header, claims("")));
    clock.set(now);
    return verifier.verify(token).toCompletableFuture();
  }

  private static Refusal refusal(CompletableFuture<Principal> result) {
    assertThat(result).isCompletedExceptionally();
    return (Refusal) result.exceptionNow();
  }

  @Test
  void readsEverythingThatATokenSays() {
    Principal principal =
        accepted(
            signed(
                claims(",\"info\":{\"name\":\"Alice\",\"n\":1.50},\"caps\":{\"chat:*\":[\"*\"]}")));
    assertThat(principal.user()).isEqualTo(new UserId("alice"));
    assertThat(principal.expires()).isEqualTo(NOW.plusSeconds(60));
    assertThat(principal.info()).isEqualTo(Payload.of("{\"name\":\"Alice\",\"n\":1.50}"));
    assertThat(principal.capabilities().allows(Operation.PUBLISH, new ChannelName("chat:1")))
        .isTrue();
  }

  @Test
  void readsWhatATokenCanBeRevokedBy() {
    Principal principal = accepted(signed(claims(",\"jti\":\"t-1\",\"iat\":1800000000")));

    assertThat(principal.token()).isEqualTo(new TokenId("t-1"));
    assertThat(principal.issued()).isEqualTo(NOW);
    assertThat(accepted(signed(claims(""))))
        .satisfies(bare -> {
          assertThat(bare.token()).isNull();
          assertThat(bare.issued()).isNull();
        });
  }

  @Test
  void takesANameOfATokenUpToTheLimit() {
    String name = "j".repeat(255);

    assertThat(accepted(signed(claims(",\"jti\":\"" + name + "\""))).token())
        .isEqualTo(new TokenId(name));
  }

  @Test
  void allowsNothingToATokenWithoutCaps() {
    Principal principal = accepted(signed(claims("")));
    assertThat(principal.info()).isNull();
    assertThat(principal.capabilities()).isSameAs(Capabilities.NONE);
  }

  @Test
  void doesNotLookAtKeysThatTheHeaderOffers() {
    String header =
        "{\"alg\":\"HS256\",\"kid\":\"../../etc/passwd\",\"jku\":\"https://evil.example\",\"x5u\":\"x\"}";
    assertThat(accepted(signed(header, claims(""))).user()).isEqualTo(new UserId("alice"));
  }

  @Test
  void acceptsATokenUntilItsLeewayIsOver() {
    String token = signed("{\"sub\":\"alice\",\"exp\":%d}".formatted(NOW.getEpochSecond()));
    assertThat(verify(token, NOW.plusSeconds(4), SECRET)).isCompleted();
    Refusal refusal = refusal(verify(token, NOW.plusSeconds(6), SECRET));
    assertThat(refusal.code()).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    assertThat(refusal.sentence()).isEqualTo("The token has expired.");
  }

  @Test
  void acceptsATokenJustBeforeItBegins() {
    String token = signed(claims(",\"nbf\":%d".formatted(NOW.getEpochSecond())));
    assertThat(verify(token, NOW.minusSeconds(5), SECRET)).isCompleted();
    assertThat(refusal(verify(token, NOW.minusSeconds(6), SECRET)).code())
        .isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void acceptsBothSecretsWhileTheyAreChanged() {
    String old = signed(HS256, claims(""), OTHER, "HmacSHA256");
    assertThat(verify(old, NOW, SECRET, OTHER)).isCompleted();
    assertThat(verify(signed(claims("")), NOW, SECRET, OTHER)).isCompleted();
    assertThat(refusal(verify(old, NOW, SECRET)).code()).isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void tellsThatATokenOfTheSecondSecretHasExpired() {
    String token = signed(HS256, claims(""), OTHER, "HmacSHA256");
    assertThat(refusal(verify(token, NOW.plusSeconds(100), SECRET, OTHER)).code())
        .isEqualTo(ErrorCode.TOKEN_EXPIRED);
  }

  @Test
  void acceptsTheLongestTokenAndRefusesOneCharacterMore() {
    String just = tokenOfLength(HmacTokenVerifier.MAX_TOKEN_LENGTH);
    assertThat(verify(just, NOW, SECRET)).isCompleted();
    assertThat(refusal(verify(just + "A", NOW, SECRET)).sentence())
        .isEqualTo("A token has at most 8192 characters, not 8193.");
  }

  private static String tokenOfLength(int length) {
    return IntStream.iterate(6100, n -> n - 1)
        .mapToObj(n -> signed(claims(",\"pad\":\"%s\"".formatted("x".repeat(n)))))
        .filter(token -> token.length() <= length)
        .findFirst()
        .filter(token -> token.length() == length)
        .orElseThrow();
  }

  @Test
  void takesACapsMapOfAHundredPatternsAndNotOneMore() {
    assertThat(verify(signed(claims(",\"caps\":" + caps(100))), NOW, SECRET)).isCompleted();
    assertThat(refusal(verify(signed(claims(",\"caps\":" + caps(101))), NOW, SECRET)).sentence())
        .isEqualTo("The token was refused: caps has at most 100 patterns, not 101.");
  }

  private static String caps(int patterns) {
    return IntStream.range(0, patterns)
        .mapToObj("\"c:%d\":[]"::formatted)
        .collect(Collectors.joining(",", "{", "}"));
  }

  static Stream<Arguments> corpus() {
    long exp = NOW.getEpochSecond() + 60;
    String good = signed(claims(""));
    int dot = good.lastIndexOf('.');
    String unsigned = good.substring(0, dot);
    return Stream.of(
        arguments("empty", ""),
        arguments("no dots", "sesame"),
        arguments("only dots", ".."),
        arguments("one part too many", good + ".e30"),
        arguments("a part missing", unsigned),
        arguments("no signature", unsigned + "."),
        arguments("not base64", "%%%.%%%.%%%"),
        arguments("blank in front", " " + good),
        arguments("a line break inside", unsigned + "\n" + good.substring(dot)),
        arguments("a null character", good + "\u0000"),
        arguments("not ASCII", "é" + good),
        arguments("a cut signature", good.substring(0, good.length() - 4)),
        arguments("another signature", unsigned + "." + "A".repeat(43)),
        arguments(
            "another claim", good.replaceFirst("\\..*\\.", "." + base64(claims(",\"a\":1")) + ".")),
        arguments("another key", signed(HS256, claims(""), OTHER, "HmacSHA256")),
        arguments("alg none", base64("{\"alg\":\"none\"}") + "." + base64(claims("")) + "."),
        arguments("alg None", base64("{\"alg\":\"NoNe\"}") + "." + base64(claims("")) + "."),
        arguments("alg none with a signature", signed("{\"alg\":\"none\"}", claims(""))),
        arguments("no alg", signed("{\"typ\":\"JWT\"}", claims(""))),
        arguments("alg of a wrong type", signed("{\"alg\":[\"HS256\"]}", claims(""))),
        arguments("HS384", signed("{\"alg\":\"HS384\"}", claims(""), SECRET, "HmacSHA384")),
        arguments("HS512", signed("{\"alg\":\"HS512\"}", claims(""), SECRET, "HmacSHA512")),
        arguments("RS256 with an HMAC", signed("{\"alg\":\"RS256\"}", claims(""))),
        arguments("lower-case alg", signed("{\"alg\":\"hs256\"}", claims(""))),
        arguments("alg twice", signed("{\"alg\":\"HS256\",\"alg\":\"none\"}", claims(""))),
        arguments("crit", signed("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", claims(""))),
        arguments(
            "b64 false",
            signed("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", claims(""))),
        arguments("zip", signed("{\"alg\":\"HS256\",\"zip\":\"DEF\"}", claims(""))),
        arguments(
            "encrypted", "%s.a.b.c.d".formatted(base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}"))),
        arguments("header not JSON", signed("alg=HS256", claims(""))),
        arguments("header a list", signed("[]", claims(""))),
        arguments(
            "deep header",
            signed(
                "{\"alg\":\"HS256\",\"x\":" + "[".repeat(500) + "]".repeat(500) + "}", claims(""))),
        arguments("claims not JSON", signed("alice")),
        arguments("claims a text", signed("\"alice\"")),
        arguments("claims twice", signed(claims("") + claims(""))),
        arguments("deep claims", signed(claims(",\"info\":" + "[".repeat(100) + "]".repeat(100)))),
        arguments("sub twice", signed(claims(",\"sub\":\"bob\""))),
        arguments("no sub", signed("{\"exp\":%d}".formatted(exp))),
        arguments("sub null", signed("{\"exp\":%d,\"sub\":null}".formatted(exp))),
        arguments("sub empty", signed("{\"exp\":%d,\"sub\":\"\"}".formatted(exp))),
        arguments("sub a number", signed("{\"exp\":%d,\"sub\":7}".formatted(exp))),
        arguments("sub with a line break", signed("{\"exp\":%d,\"sub\":\"a\\nb\"}".formatted(exp))),
        arguments(
            "sub too long", signed("{\"exp\":%d,\"sub\":\"%s\"}".formatted(exp, "a".repeat(256)))),
        arguments("jti a number", signed(claims(",\"jti\":7"))),
        arguments("jti too long", signed(claims(",\"jti\":\"" + "j".repeat(256) + "\""))),
        arguments("iat a text", signed(claims(",\"iat\":\"1\""))),
        arguments("no exp", signed("{\"sub\":\"alice\"}")),
        arguments("exp null", signed("{\"sub\":\"alice\",\"exp\":null}")),
        arguments("exp a text", signed("{\"sub\":\"alice\",\"exp\":\"%d\"}".formatted(exp))),
        arguments("exp a date", signed("{\"sub\":\"alice\",\"exp\":\"2099-01-01T00:00:00Z\"}")),
        arguments("exp true", signed("{\"sub\":\"alice\",\"exp\":true}")),
        arguments("nbf ahead", signed(claims(",\"nbf\":" + exp))),
        arguments("info too large", signed(claims(",\"info\":\"" + "i".repeat(4095) + "\""))),
        arguments("caps a list", signed(claims(",\"caps\":[]"))),
        arguments("caps a text", signed(claims(",\"caps\":\"*\""))),
        arguments("caps of a text", signed(claims(",\"caps\":{\"chat:*\":\"*\"}"))),
        arguments("caps of numbers", signed(claims(",\"caps\":{\"chat:*\":[1]}"))),
        arguments("caps of null", signed(claims(",\"caps\":{\"chat:*\":[null]}"))),
        arguments(
            "an unknown operation",
            signed(claims(",\"caps\":{\"chat:*\":[\"subscribe\",\"sesame\"]}"))),
        arguments(
            "an operation in capitals", signed(claims(",\"caps\":{\"chat:*\":[\"PUBLISH\"]}"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void refusesWhatIsNotAToken(String what, String token) {
    Refusal refusal = refusal(verify(token, NOW, SECRET));
    assertThat(refusal.code()).as(what).isEqualTo(ErrorCode.TOKEN_INVALID);
    assertThat(refusal.sentence())
        .endsWith(".")
        .doesNotContainIgnoringCase("jjwt")
        .doesNotContainIgnoringCase("jackson")
        .doesNotContain("sesame", "bob", "alice", "eyJ", "Exception", "\n");
    assertThat(refusal.getCause()).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void refusesTheSameInTheSameWordsOnceTheHeaderIsFamiliar(String what, String token) {
    Refusal first = refusal(verify(token, NOW, SECRET));

    Refusal familiar = refusal(verifyFamiliar(HS256, token, NOW));

    assertThat(familiar.code()).as(what).isEqualTo(first.code());
    assertThat(familiar.sentence()).as(what).isEqualTo(first.sentence());
  }

  @Test
  void looksAtTheTimesOfATokenWithAFamiliarHeader() {
    String token = signed("{\"sub\":\"alice\",\"exp\":%d}".formatted(NOW.getEpochSecond()));
    assertThat(verifyFamiliar(HS256, token, NOW.plusSeconds(5))).isCompleted();
    assertThat(refusal(verifyFamiliar(HS256, token, NOW.plusSeconds(6))).code())
        .isEqualTo(ErrorCode.TOKEN_EXPIRED);

    String later = signed(claims(",\"nbf\":%d".formatted(NOW.getEpochSecond() + 5)));
    assertThat(verifyFamiliar(HS256, later, NOW)).isCompleted();
    assertThat(refusal(verifyFamiliar(HS256, later, NOW.minusSeconds(1))).code())
        .isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void doesNotTakeTheSecretOfAFamiliarHeaderForAnother() {
    String other = signed(HS256, claims(""), OTHER, "HmacSHA256");
    HmacTokenVerifier verifier =
        new HmacTokenVerifier(
            SigningKeys.of(List.of(SECRET, OTHER)), LEEWAY, InstantSource.fixed(NOW));

    for (int i = 0; i < 3; i++) {
      assertThat(accepted(verifier, signed(claims(""))).user()).isEqualTo(new UserId("alice"));
      assertThat(accepted(verifier, other).user()).isEqualTo(new UserId("alice"));
    }
    assertThat(refusal(verifyFamiliar(HS256, other, NOW)).code())
        .isEqualTo(ErrorCode.TOKEN_INVALID);
  }

  @Test
  void asksForIssuerAndAudienceOfATokenWithAFamiliarHeader() {
    TokenRules rules =
        new TokenRules(
            LEEWAY, Optional.of("issuer"), Optional.of("chat"), InstantSource.fixed(NOW));
    HmacTokenVerifier verifier = new HmacTokenVerifier(SigningKeys.of(List.of(SECRET)), rules);
    String text = signed(claims(",\"iss\":\"issuer\",\"aud\":\"chat\""));
    String list = signed(claims(",\"iss\":\"issuer\",\"aud\":[\"other\",\"chat\"]"));
    for (int i = 0; i < 2; i++) {
      assertThat(accepted(verifier, text).user()).isEqualTo(new UserId("alice"));
      assertThat(accepted(verifier, list).user()).isEqualTo(new UserId("alice"));
    }

    for (String wrong :
        List.of(
            ",\"iss\":\"another\",\"aud\":\"chat\"",
            ",\"aud\":\"chat\"",
            ",\"iss\":\"issuer\",\"aud\":[\"other\"]",
            ",\"iss\":\"issuer\"")) {
      assertThat(refusal(verifier.verify(signed(claims(wrong))).toCompletableFuture()).code())
          .isEqualTo(ErrorCode.TOKEN_INVALID);
    }
  }

  /** What goes through jjwt's parser allocates 39 KB, three buffers of 8 KB among them. */
  @Test
  void allocatesLittleForATokenWithAFamiliarHeader() {
    HmacTokenVerifier verifier =
        new HmacTokenVerifier(SigningKeys.of(List.of(SECRET)), LEEWAY, InstantSource.fixed(NOW));
    String token = signed(claims(",\"caps\":{\"chat:*\":[\"*\"]}"));
    int times = 200;
    verify(verifier, token, times);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    verify(verifier, token, times);

    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / times).isLessThan(20_000);
  }

  private static void verify(HmacTokenVerifier verifier, String token, int times) {
    for (int i = 0; i < times; i++) {
      accepted(verifier, token);
    }
  }

  @Property(tries = 500)
  void refusesATokenInWhichOneCharacterIsAnother(
      @ForAll @IntRange(max = 10_000) int place, @ForAll @CharRange(from = '-', to = 'z') char c) {
    String good = signed(claims(",\"jti\":\"t-1\""));
    int at = place % good.length();
    String token = good.substring(0, at) + c + good.substring(at + 1);
    Assume.that(!token.equals(good));

    CompletableFuture<Principal> first = verify(token, NOW, SECRET);
    CompletableFuture<Principal> familiar = verifyFamiliar(HS256, token, NOW);

    // The last character has two bits that are not of the signature.
    assertThat(familiar.isCompletedExceptionally()).isEqualTo(first.isCompletedExceptionally());
    assertThat(at == good.length() - 1 || familiar.isCompletedExceptionally()).isTrue();
    if (familiar.isCompletedExceptionally()) {
      assertThat(refusal(familiar).sentence()).isEqualTo(refusal(first).sentence());
    }
  }
}
