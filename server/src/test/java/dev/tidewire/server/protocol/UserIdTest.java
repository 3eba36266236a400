package dev.tidewire.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserIdTest {
  @Test
  void takesTheLongestAndNoLongerOne() {
    assertThat(new UserId("u".repeat(255)).value()).hasSize(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserId("u".repeat(256)))
        .withMessage("A user is 1 to 255 characters long, not 256.");
    assertThatIllegalArgumentException().isThrownBy(() -> new UserId(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\nb", "a\u001f", "\u007f", "\u0080", "a\u009fb"})
  void refusesControlCharactersWhereverTheyStand(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserId(value))
        .withMessage("A user has no control characters.");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "~", "\u00a0", "Ä 1 ü", "😀", "a:b/c"})
  void takesEveryOtherCharacter(String value) {
    assertThat(new UserId(value).value()).isEqualTo(value);
  }
}
