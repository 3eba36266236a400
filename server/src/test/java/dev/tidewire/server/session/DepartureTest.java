package dev.tidewire.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.session.SessionBench.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepartureTest {
  private static final DrainPlan TO_OTHERS =
      DrainPlan.toOtherNodes(Duration.ofSeconds(30), Duration.ofSeconds(5));
  private static final DrainPlan AT_ONCE = DrainPlan.atOnce(Duration.ofSeconds(30));

  private final SessionBench bench = new SessionBench();
  private CompletableFuture<Void> gone = new CompletableFuture<>();

  private List<Client> connect(int clients) {
    return IntStream.range(0, clients).mapToObj(i -> bench.connect("user-" + i)).toList();
  }

  private void leave(DrainPlan plan) {
    gone = bench.sessions.leave(plan, bench.drainMetrics);
    bench.harness.runUntilIdle();
  }

  private static long moment(Client client) {
    JsonNode push = client.hearsOne();
    assertThat(push.has("draining")).as(push.toString()).isTrue();
    return push.get("draining").get("reconnectIn").asLong();
  }

  @Test
  void isOverAtOnceWithoutSessions() {
    leave(TO_OTHERS);

    assertThat(gone).isCompleted();
  }

  @Test
  void tellsEachClientAMomentOfItsOwn() {
    List<Client> clients = connect(4);

    leave(TO_OTHERS);

    assertThat(clients.stream().map(DepartureTest::moment))
        .containsExactlyInAnyOrder(5000L, 10_000L, 15_000L, 20_000L);
    assertThat(bench.metric("tidewire_drain_told_total")).isEqualTo(4);
  }

  @Test
  void closesThoseWhoAreStillHereOneAfterTheOther() {
    List<Client> clients = connect(4);
    leave(TO_OTHERS);
    clients.forEach(Client::hears);
    List<Integer> closed = new ArrayList<>();

    for (int second = 1; second <= 26; second++) {
      bench.harness.advance(Duration.ofSeconds(1));
      long now = clients.stream().filter(client -> client.hears().contains("4000")).count();
      for (int i = 0; i < now; i++) {
        closed.add(second);
      }
    }

    assertThat(closed).containsExactly(11, 16, 21, 26);
  }

  @Test
  void isOverWhenTheLastClientHasLeftByItself() {
    List<Client> clients = connect(2);
    leave(TO_OTHERS);

    clients.get(0).closes(1000);
    bench.harness.advance(Duration.ofSeconds(1));
    assertThat(gone).isNotDone();
    clients.get(1).closes(1000);
    bench.harness.advance(Duration.ofSeconds(1));

    assertThat(gone).isCompleted();
    assertThat(bench.metric("tidewire_drained_clients_total{how=\"left\"}")).isEqualTo(2);
    assertThat(bench.metric("tidewire_drained_clients_total{how=\"closed\"}")).isZero();
  }

  @Test
  void goesOnDeliveringUntilTheClose() {
    Client client = bench.connect("alice");
    client.says("{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\"}}");
    leave(TO_OTHERS);
    client.hears();

    client.says("{\"id\":3,\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");

    assertThat(client.hears())
        .hasSize(2)
        .anySatisfy(frame -> assertThat(frame).contains("\"message\""))
        .anySatisfy(frame -> assertThat(frame).startsWith("{\"id\":3,\"ok\""));
  }

  @Test
  void flushesWhatIsQueuedBeforeTheClose() {
    Client client = bench.connect("alice");
    client.says("{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\"}}");
    client.hears();
    client.takes(0);
    client.says("{\"id\":3,\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");

    leave(AT_ONCE);
    client.takesAll();

    assertThat(client.hears())
        .hasSize(3)
        .anySatisfy(frame -> assertThat(frame).contains("\"message\""))
        .endsWith("4000");
  }

  @Test
  void answersAPublishThatIsUnderWayBeforeTheClose() {
    Client client = bench.connect("alice");
    bench.broker.holdAnswers();
    client.says("{\"id\":3,\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");

    leave(AT_ONCE);
    assertThat(client.hears()).isEmpty();
    bench.broker.answer();

    assertThat(client.hears())
        .hasSize(2)
        .anySatisfy(frame -> assertThat(frame).startsWith("{\"id\":3,\"ok\":{\"epoch\":"))
        .endsWith("4000");
  }

  @Test
  void doesNotWaitForEverForAnAnswer() {
    Client client = bench.connect("alice");
    bench.broker.holdAnswers();
    client.says("{\"id\":3,\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");

    leave(AT_ONCE);
    bench.harness.advance(Duration.ofMillis(1200));

    assertThat(client.hears()).containsExactly("4000");
  }

  @Test
  void closesAClientThatHasNotConnectedYetAtOnce() {
    Client stranger = bench.open();

    leave(TO_OTHERS);

    assertThat(stranger.hears()).containsExactly("4000");
  }

  @Test
  void closesASessionWhoseHandshakeOvertookTheLeaving() {
    connect(1);
    leave(TO_OTHERS);

    assertThat(bench.open().hears()).containsExactly("4000");
  }

  @Test
  void tellsNobodyAndClosesEverybodyWhenThereIsNoOtherNode() {
    List<Client> clients = connect(3);
    leave(AT_ONCE);

    assertThat(clients).allSatisfy(client -> assertThat(client.hears()).containsExactly("4000"));
    clients.forEach(client -> client.closes(4000));
    bench.harness.advance(Duration.ofMillis(200));

    assertThat(gone).isCompleted();
    assertThat(bench.metric("tidewire_drained_clients_total{how=\"closed\"}")).isEqualTo(3);
  }

  @Test
  void countsAClientThatDoesNotAnswerTheClose() {
    Client client = bench.connect("alice");
    leave(AT_ONCE);

    bench.harness.advance(Duration.ofSeconds(6));

    assertThat(client.isCut()).isTrue();
    assertThat(gone).isCompleted();
    assertThat(bench.metric("tidewire_drained_clients_total{how=\"cut\"}")).isEqualTo(1);
    assertThat(bench.harness.metric("tidewire_close_timeouts_total")).isEqualTo(1);
  }

  @Test
  void cutsWhoIsStillHereAtTheBound() {
    Client client = bench.connect("alice");
    leave(DrainPlan.atOnce(Duration.ofSeconds(1)));

    bench.harness.advance(Duration.ofMillis(900));
    assertThat(client.isCut()).isFalse();
    bench.harness.advance(Duration.ofMillis(400));

    assertThat(client.isCut()).isTrue();
    assertThat(gone).isCompleted();
    assertThat(bench.metric("tidewire_drained_clients_total{how=\"cut\"}")).isEqualTo(1);
  }

  @Test
  void closesThoseWhoHaveTimeLeftWhenSomebodyIsInAHurry() {
    List<Client> clients = connect(3);
    leave(TO_OTHERS);
    clients.forEach(Client::hears);

    bench.sessions.hurry(DrainPlan.atOnce(Duration.ofSeconds(2)));
    bench.harness.advance(Duration.ofMillis(200));

    assertThat(clients).allSatisfy(client -> assertThat(client.hears()).containsExactly("4000"));
  }

  @Test
  void doesNotHurryAServerThatStays() {
    Client client = bench.connect("alice");

    bench.sessions.hurry(AT_ONCE);
    bench.harness.advance(Duration.ofSeconds(1));

    assertThat(client.hears()).isEmpty();
  }

  @Test
  void sendsThousandsAwayInSlices() {
    List<Client> clients = connect(1200);
    leave(TO_OTHERS);
    assertThat(clients.stream().map(DepartureTest::moment).distinct()).hasSize(1200);

    bench.harness.advance(Duration.ofSeconds(29));
    clients.forEach(client -> client.closes(4000));
    bench.harness.advance(Duration.ofMillis(200));

    assertThat(gone).isCompleted();
  }
}
