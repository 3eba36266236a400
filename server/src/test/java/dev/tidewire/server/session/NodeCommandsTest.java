package dev.tidewire.server.session;

import static dev.tidewire.server.session.SessionBench.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.session.SessionBench.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeCommandsTest {
  private static final UserId ALICE = new UserId("alice");
  private static final Instant UNTIL = NOW.plus(Duration.ofDays(1));
  private static final ChannelName ROOM = new ChannelName("chat:1");

  private final SessionBench bench = new SessionBench();
  private final NodeCommands commands =
      new NodeCommands(List.of(bench.sessions), bench.revocations);

  private long apply(Command command) {
    CompletableFuture<Long> sessions = commands.apply(command).toCompletableFuture();
    bench.harness.runUntilIdle();
    assertThat(sessions).isCompleted();
    return sessions.join();
  }

  private static Command disconnect(@Nullable SessionId session, Command.Return after) {
    return new Command.Disconnect(ALICE, session, after);
  }

  private static Command revoke(Instant upTo) {
    return new Command.Revoke(new Revocation.OfUser(ALICE, upTo, UNTIL));
  }

  @Test
  void disconnectsAllSessionsOfAUserAndNobodyElse() {
    Client first = bench.connect("alice");
    Client second = bench.connect("alice");
    Client bob = bench.connect("bob");

    assertThat(apply(disconnect(null, Command.Return.UNWANTED))).isEqualTo(2);

    assertThat(first.hears()).containsExactly("4504");
    assertThat(second.hears()).containsExactly("4504");
    assertThat(bob.hears()).isEmpty();
  }

  @Test
  void disconnectsTheSessionThatIsMeant() {
    Client first = bench.open();
    first.says("{\"id\":1,\"connect\":{\"token\":\"alice\"}}");
    SessionId session = new SessionId(first.hearsOne().get("ok").get("session").asText());
    Client second = bench.connect("alice");

    assertThat(apply(disconnect(session, Command.Return.WELCOME))).isEqualTo(1);

    assertThat(first.hears()).containsExactly("4005");
    assertThat(second.hears()).isEmpty();
  }

  @Test
  void findsNobodyWhoHasLeft() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(bench.connect("alice"));
    }
    // The one in the middle, the newest and the oldest: each has another place in the list.
    clients.get(1).closes(1000);
    clients.get(3).closes(1000);
    clients.get(0).closes(1000);
    bench.harness.runUntilIdle();

    assertThat(apply(disconnect(null, Command.Return.WELCOME))).isEqualTo(1);
    assertThat(clients.get(2).hears()).containsExactly("4005");
    clients.get(2).closes(4005);
    assertThat(apply(disconnect(null, Command.Return.WELCOME))).isZero();
  }

  @Test
  void takesAUserOutOfAChannelAndSaysSo() {
    Client alice = bench.connect("alice");
    Client bob = bench.connect("bob");
    for (Client client : List.of(alice, bob)) {
      client.says("{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\"}}");
      client.hears();
    }

    assertThat(apply(new Command.Unsubscribe(ALICE, null, ROOM))).isEqualTo(1);

    assertThat(alice.hears())
        .containsExactly("{\"unsubscribed\":{\"channel\":\"chat:1\",\"code\":\"removed\"}}");
    bob.says("{\"id\":3,\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");
    assertThat(bob.hears()).hasSize(2);
    assertThat(alice.hears()).isEmpty();
    assertThat(apply(new Command.Unsubscribe(ALICE, null, ROOM))).isZero();
  }

  @Test
  void endsSessionsWhoseTokensAreRevokedAndRefusesThemFromThenOn() {
    Client alice = bench.connect("alice");
    Client bob = bench.connect("bob");

    assertThat(apply(revoke(NOW))).isEqualTo(1);

    assertThat(alice.hears()).containsExactly("4503");
    assertThat(bob.hears()).isEmpty();
    Client again = bench.open();
    again.says("{\"id\":1,\"connect\":{\"token\":\"alice\"}}");
    assertThat(again.hears())
        .hasSize(2)
        .anySatisfy(frame -> assertThat(frame).contains("\"token_revoked\""))
        .endsWith("4503");
  }

  @Test
  void keepsASessionWhoseTokenIsNewer() {
    Client alice = bench.connect("alice");

    assertThat(apply(revoke(NOW.minusSeconds(1)))).isZero();

    assertThat(alice.hears()).isEmpty();
  }

  @Test
  void endsTheSessionsOfOneToken() {
    Client alice = bench.connect("alice");
    Client bob = bench.connect("bob");

    assertThat(
            apply(new Command.Revoke(new Revocation.OfToken(new TokenId("token-of-bob"), UNTIL))))
        .isEqualTo(1);

    assertThat(bob.hears()).containsExactly("4503");
    assertThat(alice.hears()).isEmpty();
  }

  @Test
  void refusesToRefreshWithARevokedTokenAndKeepsTheSession() {
    Client alice = bench.connect("alice");
    bench.revocations.add(new Revocation.OfUser(ALICE, NOW, UNTIL));

    alice.says("{\"id\":2,\"refresh\":{\"token\":\"alice\"}}");

    assertThat(alice.hearsOne().get("error").get("code").asText()).isEqualTo("token_revoked");
  }

  @Test
  void comparesEverySessionWithWhatIsRevoked() {
    Client alice = bench.connect("alice");
    Client bob = bench.connect("bob");
    Client stranger = bench.open();
    bench.revocations.add(new Revocation.OfUser(ALICE, NOW, UNTIL));

    CompletableFuture<Long> ended = commands.endRevoked().toCompletableFuture();
    bench.harness.runUntilIdle();

    assertThat(ended).isCompletedWithValue(1L);
    assertThat(alice.hears()).containsExactly("4503");
    assertThat(bob.hears()).isEmpty();
    assertThat(stranger.hears()).isEmpty();
  }

  @Test
  void hasEverybodyConnectAnewInSlices() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 1100; i++) {
      clients.add(bench.connect("user-" + i % 3));
    }

    CompletableFuture<Long> closed = commands.reconnectAll().toCompletableFuture();
    bench.harness.runUntilIdle();

    assertThat(closed).isCompletedWithValue(1100L);
    assertThat(clients).allSatisfy(client -> assertThat(client.hears()).containsExactly("4005"));
  }
}
