package dev.tidewire.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationsTest {
  private static final Instant NOW = Tokens.NOW;
  private static final Instant UNTIL = NOW.plus(Duration.ofDays(1));
  private static final UserId ALICE = new UserId("alice");
  private static final TokenId TOKEN = new TokenId("t-1");

  private Instant now = NOW;
  private final Revocations revocations = new Revocations(() -> now);

  private static Principal principal(
      String user, @Nullable Instant issued, @Nullable TokenId token) {
    return new Principal(new UserId(user), UNTIL, issued, token, null, Capabilities.NONE);
  }

  @Test
  void coversTheTokensOfAUserThatWereIssuedUpToTheMoment() {
    revocations.add(new Revocation.OfUser(ALICE, NOW.plusMillis(300), UNTIL));

    assertThat(revocations.cover(principal("alice", NOW.minusSeconds(1), null))).isTrue();
    assertThat(revocations.cover(principal("alice", NOW.plusSeconds(1), null))).isFalse();
    assertThat(revocations.cover(principal("bob", NOW.minusSeconds(1), null))).isFalse();
  }

  @Test
  void coversATokenOfTheSameSecond() {
    revocations.add(new Revocation.OfUser(ALICE, NOW.plusMillis(300), UNTIL));

    assertThat(revocations.cover(principal("alice", NOW, null))).isTrue();
  }

  @Test
  void coversATokenThatDoesNotSayWhenItWasIssued() {
    revocations.add(new Revocation.OfUser(ALICE, NOW, UNTIL));

    assertThat(revocations.cover(principal("alice", null, null))).isTrue();
  }

  @Test
  void coversOneTokenAlone() {
    revocations.add(new Revocation.OfToken(TOKEN, UNTIL));

    assertThat(revocations.cover(principal("alice", null, TOKEN))).isTrue();
    assertThat(revocations.cover(principal("alice", null, new TokenId("t-2")))).isFalse();
    assertThat(revocations.cover(principal("alice", null, null))).isFalse();
  }

  @Test
  void keepsWhateverOneOfTwoSays() {
    revocations.add(new Revocation.OfUser(ALICE, NOW.plusSeconds(5), NOW.plusSeconds(10)));
    revocations.add(new Revocation.OfUser(ALICE, NOW, NOW.plusSeconds(60)));

    assertThat(revocations.all())
        .containsExactly(new Revocation.OfUser(ALICE, NOW.plusSeconds(5), NOW.plusSeconds(60)));
  }

  @Test
  void forgetsWhenNoSuchTokenCanBeAlive() {
    revocations.add(new Revocation.OfUser(ALICE, NOW, NOW.plusSeconds(10)));
    revocations.add(new Revocation.OfToken(TOKEN, NOW.plusSeconds(20)));

    now = NOW.plusSeconds(10);
    revocations.sweep();

    assertThat(revocations.all())
        .containsExactly(new Revocation.OfToken(TOKEN, NOW.plusSeconds(20)));
    assertThat(revocations.size()).isEqualTo(1);
  }

  @Test
  void doesNotBeginToRememberWhatIsOver() {
    revocations.add(new Revocation.OfToken(TOKEN, NOW));

    assertThat(revocations.size()).isZero();
  }
}
