package dev.tidewire.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChannelNameTest {
  /** The grammar of the protocol, as its document writes it. */
  private static final Pattern GRAMMAR =
      Pattern.compile("[a-z][a-z0-9_-]{0,63}:[A-Za-z0-9_\\-.:/@+=~,!]{1,190}");

  private static boolean isAccepted(String name) {
    try {
      return new ChannelName(name).value().equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void takesTheLongestPartsAndNoLongerOnes() {
    assertThat(isAccepted("n".repeat(64) + ":" + "r".repeat(190))).isTrue();
    assertThat(isAccepted("n".repeat(65) + ":" + "r".repeat(190))).isFalse();
    assertThat(isAccepted("n".repeat(64) + ":" + "r".repeat(191))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a0_-:AZaz09_-.:/@+=~,!", "chat::", "chat:a:b"})
  void takesEveryCharacterOfTheGrammar(String name) {
    assertThat(isAccepted(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "a", "a:", ":b", "0a:b", "_a:b", "A:b", "a b:c", "a:b c", "a:ü", "a:b\n"})
  void refusesWhatIsNone(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelName(name))
        .withMessageContaining("namespace:rest");
  }

  @Property
  void takesWhatTheGrammarTakes(@ForAll("almostNames") String name) {
    assertThat(isAccepted(name)).isEqualTo(GRAMMAR.matcher(name).matches());
  }

  @Property
  void takesEachCharacterWhereTheGrammarDoes(@ForAll char character) {
    for (String name : new String[] {character + ":b", "a" + character + ":b", "a:" + character}) {
      assertThat(isAccepted(name)).isEqualTo(GRAMMAR.matcher(name).matches());
    }
  }

  /** Names, and what is one only but for a character or two. */
  @Provide
  Arbitrary<String> almostNames() {
    Arbitrary<String> namespaces =
        Arbitraries.strings().withChars("az09_-").ofMinLength(1).ofMaxLength(66);
    Arbitrary<String> rests =
        Arbitraries.strings()
            .withChars("azAZ09_-.:/@+=~,!")
            .withChars(' ')
            .ofMinLength(0)
            .ofMaxLength(192);
    return Combinators.combine(namespaces, rests).as((namespace, rest) -> namespace + ":" + rest);
  }

  @Test
  void isInTheNamespaceBeforeItsFirstColon() {
    assertThat(new ChannelName("chat:a:b").namespace()).isEqualTo("chat");
  }
}
