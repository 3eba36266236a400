package dev.tidewire.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.auth.Capabilities;
import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every cluster does for the node that belongs to it. */
public abstract class ClusterContract {
  protected static final int MAX_REVOCATIONS = 3;

  protected final Revocations revocations = new Revocations(InstantSource.system());
  protected final RecordingNode node = new RecordingNode(revocations);
  private final AtomicLong connections = new AtomicLong(7);
  private Cluster cluster;

  /** Joins, with room for {@link #MAX_REVOCATIONS}. */
  protected abstract Cluster join(CommandListener listener, Revocations revocations);

  /** What the node of this test says of itself. */
  protected NodeStatus status() {
    return new NodeStatus(
        "n-1",
        "1.2.3",
        Instant.ofEpochSecond(1_800_000_000),
        NodeStatus.State.READY,
        connections.get(),
        8,
        9);
  }

  @BeforeEach
  void joinAndWait() {
    cluster = join(node, revocations);
    await().until(cluster::isCurrent);
  }

  @AfterEach
  void leave() {
    cluster.close();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Command disconnect(String user) {
    return new Command.Disconnect(new UserId(user), null, Command.Return.UNWANTED);
  }

  private static Command revoke(String token) {
    return new Command.Revoke(
        new Revocation.OfToken(new TokenId(token), Instant.now().plus(Duration.ofHours(1))));
  }

  @Test
  void carriesOutACommandAndSaysWhoDid() {
    Receipt receipt = get(cluster.send(disconnect("alice")));

    assertThat(receipt).isEqualTo(new Receipt(List.of("n-1"), List.of(), 2));
    assertThat(node.heard()).contains("alice");
  }

  @Test
  void carriesOutCommandsInTheirOrder() {
    for (int i = 0; i < 20; i++) {
      get(cluster.send(disconnect("user-" + i)));
    }

    assertThat(node.heard().stream().filter(user -> user.startsWith("user-")))
        .hasSize(20)
        .isSortedAccordingTo((one, other) ->
            Integer.compare(
                Integer.parseInt(one.substring(5)), Integer.parseInt(other.substring(5))));
  }

  @Test
  void knowsWhatIsRevokedWhenItIsAnswered() {
    get(cluster.send(revoke("t-1")));

    assertThat(
            revocations.cover(
                new Principal(
                    new UserId("alice"),
                    Instant.now(),
                    null,
                    new TokenId("t-1"),
                    null,
                    Capabilities.NONE)))
        .isTrue();
  }

  @Test
  void refusesMoreRevocationsThanThereMayBe() {
    for (int i = 0; i < MAX_REVOCATIONS; i++) {
      get(cluster.send(revoke("t-" + i)));
    }

    assertThatThrownBy(() -> get(cluster.send(revoke("one-too-many"))))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
    assertThat(get(cluster.send(disconnect("alice"))).missing()).isEmpty();
  }

  @Test
  void tellsWhatTheNodeCarriesRightNow() {
    connections.set(11);

    assertThat(get(cluster.nodes())).containsExactly(status());
  }

  @Test
  void refusesWhenItIsClosed() {
    cluster.close();

    assertThat(cluster.isCurrent()).isFalse();
    assertThatThrownBy(() -> get(cluster.send(disconnect("alice"))))
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThatThrownBy(() -> get(cluster.nodes())).cause().isInstanceOf(Refusal.class);
  }
}
