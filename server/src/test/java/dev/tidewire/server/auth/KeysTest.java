package dev.tidewire.server.auth;

import static dev.tidewire.server.auth.Tokens.NOW;
import static dev.tidewire.server.auth.Tokens.OTHER;
import static dev.tidewire.server.auth.Tokens.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Payload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeysTest {
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  @Test
  void refusesASecretThatIsTooShortForHs256() {
    assertThatThrownBy(() -> SigningKeys.of(List.of(new Secret("x".repeat(31)))))
        .hasMessage("A secret for HS256 has at least 32 bytes; this one has 31.");
    assertThatThrownBy(() -> SigningKeys.of(List.of()))
        .hasMessage("At least one secret is needed to verify tokens.");
    assertThat(SigningKeys.of(List.of(new Secret("é".repeat(16)))).all()).hasSize(1);
  }

  @Test
  void keepsHs256ForASecretThatIsLongEnoughForHs512() {
    SigningKeys keys = SigningKeys.of(List.of(new Secret("x".repeat(64))));
    assertThat(keys.first().getAlgorithm()).isEqualTo("HmacSHA256");
  }

  @Test
  void neverShowsASecret() {
    assertThat(SECRET.toString()).isEqualTo("(redacted)");
    assertThat(List.of(SECRET).toString()).doesNotContain(SECRET.value());
    assertThatThrownBy(() -> new Secret("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mintsWithTheFirstSecretWhatTheVerifierTakes() {
    SigningKeys both = SigningKeys.of(List.of(SECRET, OTHER));
    Grant grant =
        Grant.parse(
            "alice", Duration.ofMinutes(5), "{\"user:{sub}\":[\"publish\"]}", "[1.0, \"é\"]");
    String token = new TokenMinter(both, CLOCK).mint(grant);
    SigningKeys first = SigningKeys.of(List.of(SECRET));
    Principal principal =
        new HmacTokenVerifier(first, Duration.ZERO, CLOCK)
            .verify(token)
            .toCompletableFuture()
            .join();
    assertThat(principal.user().value()).isEqualTo("alice");
    assertThat(principal.expires()).isEqualTo(NOW.plusSeconds(300));
    assertThat(principal.info()).isEqualTo(Payload.of("[1.0,\"é\"]"));
    ChannelName own = new ChannelName("user:alice");
    assertThat(principal.capabilities().allows(Operation.PUBLISH, own)).isTrue();
    assertThat(principal.capabilities().allows(Operation.SUBSCRIBE, own)).isFalse();
  }

  @Test
  void refusesToMintWhatAVerifierWouldRefuse() {
    Duration hour = Duration.ofHours(1);
    assertThatThrownBy(() -> Grant.parse("", hour, "{}", null))
        .hasMessage("A user is 1 to 255 characters long, not 0.");
    assertThatThrownBy(() -> Grant.parse("a", Duration.ofMillis(999), "{}", null))
        .hasMessage("A token lives for at least one second.");
    assertThatThrownBy(() -> Grant.parse("a", hour, "chat", null))
        .hasMessage("caps is not valid JSON.");
    assertThatThrownBy(() -> Grant.parse("a", hour, "{\"a\":1}", null))
        .hasMessage("Each pattern in caps has a list of operations.");
    assertThatThrownBy(() -> Grant.parse("a", hour, "{}", "{} {}"))
        .hasMessage("info is not valid JSON.");
    assertThatThrownBy(() -> Grant.parse("a", hour, "{}", "\"" + "x".repeat(4095) + "\""))
        .hasMessage("info has at most 4096 bytes of JSON, not 4097.");
  }

  @Test
  void acceptsEachApiKeyAndNothingElse() {
    ApiKeys keys = new ApiKeys(List.of(SECRET, OTHER));
    assertThat(keys.accept(SECRET.value())).isTrue();
    assertThat(keys.accept(OTHER.value())).isTrue();
    assertThat(keys.accept("")).isFalse();
    assertThat(keys.accept(SECRET.value() + " ")).isFalse();
    assertThat(keys.accept(SECRET.value().substring(1))).isFalse();
    assertThat(new ApiKeys(List.of()).accept("")).isFalse();
  }
}
