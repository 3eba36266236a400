package dev.tidewire.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.UserId;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CapabilitiesTest {
  private static boolean allows(String pattern, String subject, String channel) {
    return Capabilities.compile(Map.of(pattern, List.of("*")), new UserId(subject))
        .allows(Operation.SUBSCRIBE, new ChannelName(channel));
  }

  @ParameterizedTest
  @CsvSource({
    "chat:*, chat:1, true",
    "chat:*, chats:1, false",
    "chat:1, chat:1, true",
    "chat:1, chat:11, false",
    "*, chat:1, true",
    "*:1, chat:1, true",
    "chat:*:news, chat:a:b:news, true",
    "chat:*:news, chat:news, false",
    "chat:aa*aa, chat:aaa, false",
    "chat:aa*aa, chat:aaaa, true",
    "**chat**:**1**, chat:1, true",
    "c*t:*x*y*, chat:1x2y3, true",
    "c*t:*x*y*, chat:1y2x3, false",
    "user:{sub}, user:alice, true",
    "user:{sub}, user:bob, false",
    "user:{sub}:*, user:alice:inbox, true",
    "*:{sub}, user:alice, true",
  })
  void matchesStarsAndTheSubject(String pattern, String channel, boolean expected) {
    assertThat(allows(pattern, "alice", channel)).isEqualTo(expected);
  }

  @Test
  void isNotWidenedByASubjectThatHoldsAPattern() {
    assertThat(allows("user:{sub}", "*", "user:alice")).isFalse();
    assertThat(allows("user:{sub}", "al*", "user:alice")).isFalse();
    assertThat(allows("user:{sub}:{sub}", "{sub}", "user:alice:alice")).isFalse();
    assertThat(allows("us{sub}", "*", "user:alice")).isFalse();
  }

  @Test
  void allowsOnlyTheOperationsOfAPatternThatMatches() {
    Capabilities capabilities =
        Capabilities.compile(
            Map.of("chat:*", List.of("subscribe", "presence"), "chat:mine", List.of("publish")),
            new UserId("alice"));
    ChannelName mine = new ChannelName("chat:mine");
    assertThat(capabilities.allows(Operation.SUBSCRIBE, mine)).isTrue();
    assertThat(capabilities.allows(Operation.PRESENCE, mine)).isTrue();
    assertThat(capabilities.allows(Operation.PUBLISH, mine)).isTrue();
    assertThat(capabilities.allows(Operation.HISTORY, mine)).isFalse();
    assertThat(capabilities.allows(Operation.PUBLISH, new ChannelName("chat:yours"))).isFalse();
  }

  @Test
  void refusesAnUnknownOperationWithoutRepeatingIt() {
    assertThatThrownBy(
            () -> Capabilities.compile(Map.of("*", List.of("<script>")), new UserId("alice")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "caps names an operation that does not exist; there are subscribe, publish, presence,"
                + " history and *.");
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars('a', 'b', ':', '*').ofMaxLength(10);
  }

  @Provide
  Arbitrary<String> channels() {
    return Arbitraries.strings().withChars('a', 'b', ':').ofMaxLength(12).map("a:b"::concat);
  }

  /** A regular expression says the same, only slower. */
  @Property
  void agreesWithARegularExpression(
      @ForAll("patterns") String pattern, @ForAll("channels") String channel) {
    String regex = ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q");
    assertThat(allows(pattern, "alice", channel)).isEqualTo(Pattern.matches(regex, channel));
  }
}
