package dev.tidewire.server.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandJsonTest {
  private static final UserId ALICE = new UserId("al\"ice ☂");
  private static final Instant UNTIL = Instant.ofEpochMilli(1_800_000_000_123L);

  static Stream<Command> commands() {
    return Stream.of(
        new Command.Disconnect(ALICE, null, Command.Return.UNWANTED),
        new Command.Disconnect(ALICE, new SessionId("s-1"), Command.Return.WELCOME),
        new Command.Unsubscribe(ALICE, null, new ChannelName("chat:1")),
        new Command.Unsubscribe(ALICE, new SessionId("s-1"), new ChannelName("chat:1")),
        new Command.Revoke(new Revocation.OfUser(ALICE, UNTIL.minusSeconds(60), UNTIL)),
        new Command.Revoke(new Revocation.OfToken(new TokenId("t-1"), UNTIL)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void readsWhatItWrites(Command command) {
    assertThat(CommandJson.read(CommandJson.write(command))).contains(command);
  }

  @Test
  void readsTheRevocationsThatItWrites() {
    List<Revocation> revocations =
        List.of(
            new Revocation.OfUser(ALICE, UNTIL.minusSeconds(60), UNTIL),
            new Revocation.OfToken(new TokenId("t-1"), UNTIL));

    assertThat(revocations)
        .allSatisfy(revocation -> {
          RevokedField field = RevokedField.of(revocation);
          assertThat(RevokedField.read(field.field(), field.upTo() + " " + field.until()))
              .isEqualTo(revocation);
        });
  }

  @Test
  void leavesWhatOnlyNewerNodesKnow() {
    assertThat(CommandJson.read("{\"kind\":\"tomorrow\",\"user\":\"alice\"}")).isEmpty();
    assertThat(CommandJson.read("{\"kind\":\"disconnect\",\"user\":\"a\",\"more\":1}"))
        .contains(new Command.Disconnect(new UserId("a"), null, Command.Return.UNWANTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "{\"kind\":\"disconnect\"}", "{\"kind\":\"revoke\"}"})
  void refusesWhatIsNoCommand(String text) {
    assertThatThrownBy(() -> CommandJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
